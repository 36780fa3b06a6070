import { AppError } from '../../main/core/errors';
import type { Clipboard } from '../../main/core/ports';

export interface FakeClipboard extends Clipboard {
  text: string;
  /** `copied`: X11; `unverified`: written, cannot be read back; `needsPress`: Wayland without wl-copy. */
  kind: 'copied' | 'unverified' | 'needsPress';
  isBroken: boolean;
}

export function fakeClipboard(): FakeClipboard {
  const meet = (): void => {
    if (fake.isBroken) throw new AppError('CLIPBOARD_FAILED');
  };
  const fake: FakeClipboard = {
    text: '',
    kind: 'copied',
    isBroken: false,
    async write(text) {
      await Promise.resolve();
      meet();
      fake.text = text;
      return fake.kind;
    },
    async holds(text) {
      await Promise.resolve();
      meet();
      return fake.kind === 'copied' ? fake.text === text : null;
    },
    async clear() {
      await Promise.resolve();
      meet();
      fake.text = '';
    },
  };
  return fake;
}
