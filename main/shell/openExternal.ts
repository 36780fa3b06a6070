import type { Link, PlatformInfo } from '../../preload/contract/contract';
import { AppError } from '../core/errors';

/** The only hosts that a browser is ever sent to. */
const ALLOWED_HOSTS: readonly string[] = [
  'documentation.dnanexus.com',
  'platform.dnanexus.com',
  'staging.dnanexus.com',
  'support.dnanexus.com',
];

const DOCUMENTATION = 'https://documentation.dnanexus.com/user/login-and-logout';

/** The address of a link; null where this platform's web pages are unknown. */
export function linkAddress(link: Link, platform: Pick<PlatformInfo, 'webUrl'> | null): string | null {
  switch (link) {
    case 'documentation':
      return DOCUMENTATION;
    case 'ssoHelp':
      return DOCUMENTATION;
    case 'support':
      return 'https://support.dnanexus.com/';
    // The address of these two pages is not documented: the platform's front page always is, and our text names the menu.
    case 'apiTokensPage':
    case 'accountSecurityPage':
      return platform?.webUrl ?? null;
  }
}

/** An address as it may be handed to the system: re-serialised, https, a listed host, no credentials, no port; null otherwise. */
export function safeAddress(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  // SECURITY: any other scheme would let a page start a program.
  if (url.protocol !== 'https:') return null;
  // SECURITY: a host that is not listed could be anybody's.
  if (!ALLOWED_HOSTS.includes(url.hostname) || url.port !== '') return null;
  if (url.username !== '' || url.password !== '') return null;
  // SECURITY: the system's own parser sees the parsed form, not the text that was given.
  return url.href;
}

/** The one way out to the person's browser. NOT_FOUND where the link is unknown on this platform or not allowed. */
export async function openLink(
  link: Link,
  parts: { platform: Pick<PlatformInfo, 'webUrl'> | null; openExternal: (address: string) => Promise<void> },
): Promise<void> {
  const address = linkAddress(link, parts.platform);
  const safe = address === null ? null : safeAddress(address);
  if (safe === null) throw new AppError('NOT_FOUND');
  await parts.openExternal(safe);
}
