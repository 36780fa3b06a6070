/** The only reader of the bridge: everything that the page may ask of main, typed by the treaty. */
import type { Bridge, Stop } from '../preload/bridge';

declare global {
  interface Window {
    /** Put there by preload/index.ts. */
    readonly dxkey: Bridge;
  }
}

export type { Stop };
export const vault: Bridge = window.dxkey;
