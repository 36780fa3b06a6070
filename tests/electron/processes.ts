/** The processes of the app under test, as Electron names them. */
import type { ElectronApplication } from '@playwright/test';

/** Those that draw pages. */
export function rendererPids(electron: ElectronApplication): Promise<number[]> {
  return electron.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter((one) => one.type === 'Tab')
      .map((one) => one.pid),
  );
}
