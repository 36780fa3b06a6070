import koffi from 'koffi';

/** Functions of the C library that this process already has loaded; each is looked up once, null where there is none. */
export function systemFunction<F extends (...parameters: never[]) => unknown>(definition: string): F | null {
  if (process.platform === 'win32') return null;
  try {
    return koffi.load(null).func(definition) as unknown as F;
  } catch {
    return null;
  }
}
