import type { WebPreferences } from 'electron';

/** Every switch that matters is said, also where Electron's default is the same today; a test reads them back. */
export function webPreferences(parts: { preload: string | null; isDevToolsAllowed: boolean; partition: string }): WebPreferences {
  return {
    ...(parts.preload === null ? {} : { preload: parts.preload }),
    // SECURITY: an in-memory session (no `persist:`): no cookie, cache or storage of a page reaches the disk.
    partition: parts.partition,
    // SECURITY: the page cannot reach the preload's objects.
    contextIsolation: true,
    // SECURITY: the renderer runs in the operating system's sandbox.
    sandbox: true,
    // SECURITY: the same-origin policy holds.
    webSecurity: true,
    // SECURITY: no Node in the page, its workers or its frames.
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    // SECURITY: no guest pages.
    webviewTag: false,
    // SECURITY: no plain-text content in a secure page.
    allowRunningInsecureContent: false,
    // SECURITY: nothing unfinished of Chromium.
    experimentalFeatures: false,
    // SECURITY: a dropped file or link is not opened.
    navigateOnDragDrop: false,
    // SECURITY: typed text is not looked up anywhere.
    spellcheck: false,
    // SECURITY: developer tools read everything; only from the source tree.
    devTools: parts.isDevToolsAllowed,
    webgl: false,
    plugins: false,
    safeDialogs: true,
    disableDialogs: true,
    autoplayPolicy: 'document-user-activation-required',
    // Timers of a hidden window may rest: main owns every clock.
    backgroundThrottling: true,
  };
}
