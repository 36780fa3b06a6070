/** What is copied, and how it is found again: the port, and what of it stands in a file. */

export interface Clipboard {
  /** `system`: the operating system's own store; `itself`: nobody but dxkey looks, which proves nothing to another program. */
  readBackBy: 'otherProgram' | 'system' | 'itself';
  canPasteOnce: boolean;
  /**
   * `unverified`: written, but we cannot see whether another program would read it. `isMarked`: history tools are asked to leave it
   * out. Throws CLIPBOARD_FAILED.
   */
  write(text: string, isForOnePaste: boolean): Promise<{ outcome: 'copied' | 'unverified' | 'needsPress'; isMarked: boolean }>;
  /** Whether it holds what `isIt` recognises; null where it cannot be read. */
  holds(isIt: (text: string) => boolean): Promise<boolean | null>;
  /** The clipboard alone, never what is selected (PRIMARY). */
  clear(): Promise<void>;
}

/** By what a copied secret is recognised after a crash: its HMAC under a random key. No secret, and gone with what it recognises. */
export interface ClipboardDocument {
  kept: { key: string; mac: string }[];
}
