/** What of Electron's IpcMainInvokeEvent is looked at; `senderFrame` is null once the frame is gone (Electron 33 and later). */
export interface SenderEvent {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Where our page lives. */
export interface PageOrigin {
  readonly scheme: string;
  readonly host: string;
}

/** Our window, its top frame, our scheme and host, compared as parsed parts and never as the start of a text. */
export function isTrustedSender(event: SenderEvent, isOurWindow: (contentsId: number) => boolean, origin: PageOrigin): boolean {
  const frame = event.senderFrame;
  // SECURITY: a frame that is gone cannot be told from another.
  if (frame === null) return false;
  // SECURITY: a sub-frame is not our page, whatever it shows.
  if (frame.parent !== null) return false;
  // SECURITY: another window has no business with core.
  if (!isOurWindow(event.sender.id)) return false;
  return isOfOrigin(frame.url, origin);
}

function isOfOrigin(address: string, origin: PageOrigin): boolean {
  try {
    const url = new URL(address);
    // SECURITY: host, port and credentials are each compared; `dxkey://app.evil` and `dxkey://app@evil` only look alike.
    return url.protocol === `${origin.scheme}:` && url.host === origin.host && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}
