import koffi from 'koffi';

/**
 * A function of a library that the system has (null: what this process already has loaded), by its C definition, which the
 * caller's type must repeat; null where there is none.
 */
export function systemFunction(definition: string, library: string | null = null): unknown {
  if (process.platform === 'win32') return null;
  try {
    return koffi.load(library).func(definition);
  } catch {
    return null;
  }
}
