/** The text of a QR code in a picture; jsQR is loaded when the first one is looked at, since few ever do. */
interface Picture {
  /** Four bytes a pixel, blue first. */
  bgra: Uint8Array;
  width: number;
  height: number;
}

/** A photograph of a phone's screen is smaller than this; more would keep main busy for seconds. */
const MOST_PIXELS = 20_000_000;

export async function readQr(picture: Picture | null): Promise<string | null> {
  if (picture === null || picture.width * picture.height > MOST_PIXELS) return null;
  const { default: jsQR } = await import('jsqr');
  // Bundled as CommonJS the function may stand one step deeper.
  const read = typeof jsQR === 'function' ? jsQR : (jsQR as { default: typeof jsQR }).default;
  const found = read(toRgba(picture), picture.width, picture.height, { inversionAttempts: 'attemptBoth' });
  return found === null || found.data === '' ? null : found.data;
}

function toRgba({ bgra }: Picture): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(bgra.length);
  for (let at = 0; at + 3 < bgra.length; at += 4) {
    const alpha = bgra[at + 3] ?? 255;
    // What is transparent is the paper: white.
    for (let part = 0; part < 3; part += 1) rgba[at + part] = alpha === 0 ? 255 : (bgra[at + 2 - part] ?? 0);
    rgba[at + 3] = 255;
  }
  return rgba;
}
