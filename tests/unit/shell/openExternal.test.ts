import { describe, expect, it } from 'vitest';
import { LINKS } from '../../../preload/contract/contract';
import { linkAddress, openLink, safeAddress } from '../../../main/shell/openExternal';

const production = { webUrl: 'https://platform.dnanexus.com' };

describe('the way out to a browser', () => {
  it.each(LINKS)('leads to a listed page for %s', async (link) => {
    const opened: string[] = [];
    await openLink(link, { platform: production, openExternal: (address) => Promise.resolve(void opened.push(address)) });
    expect(opened).toHaveLength(1);
    expect(new URL(opened[0] ?? '').hostname).toMatch(/\.dnanexus\.com$/);
  });

  it.each([
    'http://platform.dnanexus.com/',
    'https://platform.dnanexus.com.evil.example/',
    'https://evil.example/?platform.dnanexus.com',
    'https://platform.dnanexus.com@evil.example/',
    'https://user:word@platform.dnanexus.com/',
    'https://platform.dnanexus.com:8443/',
    'https://dnanexus.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://platform.dnanexus.com/share',
    'dxkey://app/',
    'not an address',
    '',
  ])('is closed to %s', (address) => {
    expect(safeAddress(address)).toBeNull();
  });

  it('hands over the parsed address, not the text', () => {
    expect(safeAddress('https:\\\\PLATFORM.dnanexus.com/a b\n')).toBe('https://platform.dnanexus.com/a%20b');
  });

  it('opens nothing where the platform has no page, or a page on a host that is not listed', async () => {
    const refuse = (webUrl: string | null) =>
      openLink('apiTokensPage', { platform: { webUrl }, openExternal: () => Promise.reject(new Error('must not be called')) });
    await expect(refuse(null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(refuse('https://evil.example')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(linkAddress('accountSecurityPage', null)).toBeNull();
  });
});
