import { QRCodeSVG } from 'qrcode.react';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { readQr } from '../../../main/adapters/qrCode';

const LINK = 'otpauth://totp/DNAnexus:amy?secret=JBSWY3DPEHPK3PXP&issuer=DNAnexus';
const PIXELS_A_MODULE = 4;

/** The picture that the Security screen draws, as a bitmap: four bytes a pixel, blue first. `paper` is the ground's alpha. */
function pictureOf(text: string, paper = 255) {
  const svg = renderToStaticMarkup(createElement(QRCodeSVG, { value: text, marginSize: 4 }));
  const modules = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const width = modules * PIXELS_A_MODULE;
  const bgra = new Uint8Array(width * width * 4);
  for (let at = 0; at < bgra.length; at += 4) bgra.set(paper === 0 ? [0, 0, 0, 0] : [255, 255, 255, paper], at);
  const dark = svg.slice(svg.lastIndexOf('<path'));
  // Each run of dark modules in a row: from x, y, so many to the right.
  for (const [, x, y, run] of dark.matchAll(/M(\d+)[ ,](\d+)\s?h(\d+)v1H\d+z/g)) {
    for (let row = Number(y) * PIXELS_A_MODULE; row < (Number(y) + 1) * PIXELS_A_MODULE; row++) {
      for (let column = Number(x) * PIXELS_A_MODULE; column < (Number(x) + Number(run)) * PIXELS_A_MODULE; column++) {
        bgra.set([0, 0, 0, 255], (row * width + column) * 4);
      }
    }
  }
  return { bgra, width, height: width };
}

describe('the text of a QR code', () => {
  it('is read from the picture that the Security screen draws', async () => {
    expect(await readQr(pictureOf(LINK))).toBe(LINK);
  });

  it('is read where the ground is transparent', async () => {
    expect(await readQr(pictureOf(LINK, 0))).toBe(LINK);
  });

  it('is null where there is no picture, or no code in it', async () => {
    expect(await readQr(null)).toBeNull();
    expect(await readQr({ bgra: new Uint8Array(64 * 64 * 4).fill(255), width: 64, height: 64 })).toBeNull();
  });

  it('is null for a picture that would keep the app busy for seconds', async () => {
    expect(await readQr({ ...pictureOf(LINK), width: 20_000, height: 20_000 })).toBeNull();
  });
});
