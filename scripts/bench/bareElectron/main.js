/** The least that shows a window with words in it: what Electron itself costs, to hold dxkey against. */
const { app, BrowserWindow, Menu, Tray } = require('electron');
const { join } = require('node:path');

// The same data folder rule and the same Chromium password store as dxkey, so that neither waits for a keyring alone.
app.setPath('userData', process.env.BARE_DATA_DIR);
app.commandLine.appendSwitch('password-store', 'basic');
app.enableSandbox();

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1180, height: 720, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadFile(join(__dirname, 'index.html'));
  if (process.env.BARE_TRAY) liveInTray(process.env.BARE_TRAY);
});

let tray = null;

/** An icon and a menu, and nothing ends with the window. */
function liveInTray(icon) {
  tray = new Tray(icon);
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', role: 'quit' }]));
  app.on('window-all-closed', () => undefined);
}
