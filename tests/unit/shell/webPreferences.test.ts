import { expect, it } from 'vitest';
import { webPreferences } from '../../../main/shell/webPreferences';

it('says every switch (SECURITY.md row 1)', () => {
  expect(webPreferences({ preload: '/preload.js', isDevToolsAllowed: false, partition: 'page' })).toMatchObject({
    preload: '/preload.js',
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false,
  });
});

it('has developer tools only where they are allowed, and a preload only where one is given', () => {
  const open = webPreferences({ preload: null, isDevToolsAllowed: true, partition: 'page' });
  expect(open.devTools).toBe(true);
  expect('preload' in open).toBe(false);
});
