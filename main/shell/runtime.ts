/** The Electron that a release is built on (package.json pins it); an older major is the fallback of development and tests. */
export const PINNED_ELECTRON_MAJOR = 45;

export function runtimeOf(electronVersion: string): 'pinned' | 'fallback' {
  const major = majorOf(electronVersion);
  // SECURITY: what cannot be read counts as past its end of life.
  return major >= PINNED_ELECTRON_MAJOR ? 'pinned' : 'fallback';
}

export function majorOf(version: string): number {
  const major = Number.parseInt(version, 10);
  return Number.isNaN(major) ? 0 : major;
}

/** The stand-in's URL where one was given, the build is not a release and it points to this computer; else null. */
export function standinUrl(build: 'dev' | 'test' | 'release', given: string | undefined): string | null {
  // SECURITY: a release never offers the stand-in, whatever the environment says.
  if (build === 'release' || given === undefined || given === '') return null;
  try {
    const url = new URL(given);
    return url.protocol === 'http:' && isLoopback(url.hostname) ? url.origin : null;
  } catch {
    return null;
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
