/**
 * Draws every PNG, ICO and ICNS under assets/ from the SVG sources beside them. Run by hand after a drawing changed
 * (`node scripts/package/icons.mjs`); its output is committed, so that a build needs no browser.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const assets = join(dirname(fileURLToPath(import.meta.url)), '../../assets');

const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Below this the detailed drawing turns to mud. */
const DETAILED_FROM_PX = 48;
/** Icon types of an ICNS file that hold PNG data, by pixel size; a size may serve as a plain and as a retina image. */
/** @type {Readonly<Record<number, string[]>>} */
const ICNS_TYPES = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};
const ICO_SIZES = [16, 24, 32, 48, 64, 256];

/** Folder to colour and size. macOS tints a template itself; `light` and `dark` name the panel that the image stands on. */
const TRAY = {
  template: { px: 16, signedIn: '#000000', signedOut: '#000000', warning: '#000000', locked: '#000000' },
  light: { px: 22, signedIn: '#0b6b58', signedOut: '#4d5a52', warning: '#8a4b00', locked: '#4d5a52' },
  dark: { px: 22, signedIn: '#4cc2a5', signedOut: '#b2beb6', warning: '#f0b45a', locked: '#b2beb6' },
};

/** @typedef {{ size: number, png: Buffer }} Image */

/** Packs PNGs into a Windows icon: a 6-byte head, 16 bytes an image, then the images. @param {Image[]} images */
export function packIco(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    // 256 is written as 0.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...images.map((image) => image.png)]);
}

/** Packs PNGs into a macOS icon: `icns`, the whole length, then type, length and data of each image. @param {Image[]} images */
export function packIcns(images) {
  const chunks = images.flatMap(({ size, png }) => (ICNS_TYPES[size] ?? []).map((type) => chunk(type, png)));
  return chunk('icns', Buffer.concat(chunks));
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(data.length + 8, 4);
  return Buffer.concat([head, data]);
}

/** @param {import('@playwright/test').Page} page @param {string} svg @param {number} size @param {string} colour */
async function draw(page, svg, size, colour) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px;color:${colour}}</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}

/** @param {import('@playwright/test').Page} page */
async function drawApp(page) {
  const detailed = await readFile(join(assets, 'app/icon.svg'), 'utf8');
  const small = await readFile(join(assets, 'app/icon-small.svg'), 'utf8');
  const images = [];
  for (const size of APP_SIZES) {
    const png = await draw(page, size < DETAILED_FROM_PX ? small : detailed, size, 'black');
    images.push({ size, png });
    await write(`app/icons/${size}x${size}.png`, png);
  }
  await write('app/icon.ico', packIco(images.filter((image) => ICO_SIZES.includes(image.size))));
  await write('app/icon.icns', packIcns(images));
}

/** @param {import('@playwright/test').Page} page */
async function drawTray(page) {
  for (const state of /** @type {const} */ (['signedIn', 'signedOut', 'warning', 'locked'])) {
    const svg = await readFile(join(assets, `tray/${state}.svg`), 'utf8');
    for (const [folder, look] of Object.entries(TRAY)) {
      await write(`tray/${folder}/${state}.png`, await draw(page, svg, look.px, look[state]));
      await write(`tray/${folder}/${state}@2x.png`, await draw(page, svg, look.px * 2, look[state]));
    }
  }
}

/** @param {string} path @param {Buffer} data */
async function write(path, data) {
  const file = join(assets, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, data);
}

async function main() {
  // Only our own drawings are shown in it, so the sandbox that root cannot have is not missed.
  const browser = await chromium.launch({ executablePath: process.env.DXKEY_CHROMIUM ?? '/usr/bin/chromium' });
  try {
    const page = await browser.newPage();
    if (!process.argv.includes('--tray')) await drawApp(page);
    await drawTray(page);
  } finally {
    await browser.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
