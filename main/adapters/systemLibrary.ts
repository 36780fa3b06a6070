import koffi from 'koffi';

/** A function of a library that the system has (null: what this process already has loaded); null where there is none. */
export function systemFunction<F extends (...parameters: never[]) => unknown>(definition: string, library: string | null = null): F | null {
  if (process.platform === 'win32') return null;
  try {
    return koffi.load(library).func(definition) as unknown as F;
  } catch {
    return null;
  }
}
