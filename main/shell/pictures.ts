/** Pictures that the person points at: on the clipboard, at both ends of the versions we run on, or in a file. */
import { dialog, nativeImage } from 'electron';
import type { ElectronParts, Picture } from './composed';
import { words } from './words';

/** Electron below 44. */
interface SyncPictures {
  readImage(): Electron.NativeImage;
}
/** Electron 44 and later, as the web's. */
interface AsyncPictures {
  read(): Promise<{ types: string[]; getType(type: string): Promise<Blob> }[]>;
}

export function createPictures(electron: { clipboard: unknown }): Pick<ElectronParts, 'pictureFromClipboard' | 'pickPicture'> {
  return {
    pictureFromClipboard: async () => pictureOf(await clipboardImage(electron.clipboard as SyncPictures | AsyncPictures)),
    async pickPicture() {
      const { canceled, filePaths } = await dialog.showOpenDialog({
        title: words.pickQr,
        properties: ['openFile'],
        filters: [{ name: words.pictures, extensions: ['png', 'jpg', 'jpeg'] }],
      });
      const [path] = filePaths;
      return canceled || path === undefined ? 'cancelled' : pictureOf(nativeImage.createFromPath(path));
    },
  };
}

async function clipboardImage(clipboard: SyncPictures | AsyncPictures): Promise<Electron.NativeImage | null> {
  if ('readImage' in clipboard) return clipboard.readImage();
  for (const item of await clipboard.read()) {
    const type = item.types.find((one) => one === 'image/png');
    if (type === undefined) continue;
    return nativeImage.createFromBuffer(Buffer.from(await (await item.getType(type)).arrayBuffer()));
  }
  return null;
}

function pictureOf(image: Electron.NativeImage | null): Picture | null {
  if (image === null || image.isEmpty()) return null;
  const { width, height } = image.getSize();
  const bgra = image.toBitmap();
  // On a dense display the bitmap has more pixels than the size says.
  const scale = Math.sqrt(bgra.length / 4 / (width * height));
  return { bgra, width: Math.round(width * scale), height: Math.round(height * scale) };
}
