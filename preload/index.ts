import { contextBridge, ipcRenderer } from 'electron';
import { buildBridge } from './bridge';

// SECURITY: only this object crosses into the page; `ipcRenderer` itself never does.
contextBridge.exposeInMainWorld(
  'dxkey',
  buildBridge({
    invoke: (channel, input) => ipcRenderer.invoke(channel, input),
    on: (channel, listener) => ipcRenderer.on(channel, listener),
    removeListener: (channel, listener) => ipcRenderer.removeListener(channel, listener),
  }),
);
