/** Runs in the page before its own script: puts the fake main where the preload puts the bridge, and notes CSP violations. */
import { createFakeMain, type FakeMain } from './fakeBridge';
import type { Scenario } from './scenario';

declare global {
  interface Window {
    scenarioOfTest: Scenario;
    fakeMain: FakeMain;
    cspViolations: string[];
  }
}

window.cspViolations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.cspViolations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${String(event.lineNumber)}`);
});
window.fakeMain = createFakeMain(window.scenarioOfTest);
Object.defineProperty(window, 'dxkey', { value: window.fakeMain.bridge });
