/** The least that shows a window with words in it: what Electron itself costs, to hold dxkey against. */
const { app, BrowserWindow } = require('electron');
const { join } = require('node:path');

// The same data folder rule and the same Chromium password store as dxkey, so that neither waits for a keyring alone.
app.setPath('userData', process.env.BARE_DATA_DIR);
app.commandLine.appendSwitch('password-store', 'basic');
app.enableSandbox();

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1180, height: 720, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadFile(join(__dirname, 'index.html'));
});
