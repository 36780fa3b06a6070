import { AppError } from '../../main/core/errors';
import type { Clipboard } from '../../main/core/ports';

export interface FakeClipboard extends Clipboard {
  text: string;
  /** `copied`: X11; `unverified`: written, cannot be read back; `needsPress`: Wayland without wl-copy. */
  kind: 'copied' | 'unverified' | 'needsPress';
  isBroken: boolean;
  /** A history tool that fills an empty clipboard with what it held last. */
  hasRestorer: boolean;
  /** What was pasted once is gone. */
  isForOnePaste: boolean;
}

export function fakeClipboard(): FakeClipboard {
  const meet = (): void => {
    if (fake.isBroken) throw new AppError('CLIPBOARD_FAILED');
  };
  const fake: FakeClipboard = {
    text: '',
    kind: 'copied',
    isBroken: false,
    hasRestorer: false,
    isForOnePaste: false,
    readBackBy: 'otherProgram',
    canPasteOnce: false,
    async write(text, isForOnePaste) {
      await Promise.resolve();
      meet();
      fake.text = text;
      fake.isForOnePaste = isForOnePaste;
      return { outcome: fake.kind, isMarked: false };
    },
    async holds(isIt) {
      await Promise.resolve();
      meet();
      return fake.kind === 'copied' ? isIt(fake.text) : null;
    },
    async clear() {
      await Promise.resolve();
      meet();
      if (!fake.hasRestorer) fake.text = '';
    },
  };
  return fake;
}
