import { describe, expect, it } from 'vitest';
import { answerOf, consentUrl, LIVE_AFTER_MS } from '../../../main/shell/consentPage';
import { startConsentWindow } from '../../../main/shell/consentWindow';
import type { ConsentQuestion } from '../../../main/core/consent/service';
import type { Asker } from '../../../main/core/ports';
import { asker } from '../../fakes/fakeAskers';
import { fakeClock } from '../../fakes/fakeClock';
import { memoryLog } from '../../fakes/memoryLog';
import { words } from '../../../renderer/words';

const REACH: ConsentQuestion['reach'] = {
  ...{ breadth: 'named', projectCount: 3, isWhole: true, levels: [{ level: 'VIEW', count: 3 }], payers: ['org-lab\u202e'] },
  ...{ payerCount: 1, arePayersKnown: true, phiCount: 0, isPhiKnown: true, projects: [] },
};

const question = (id: string, who: Asker = asker()): ConsentQuestion => ({
  id,
  account: {
    id: 'dnanexus/user-amy',
    platform: { key: 'dnanexus', kind: 'dnanexus', name: 'DNAnexus', apiUrl: 'https://a', authUrl: 'https://b', webUrl: null },
    userId: 'user-amy',
    username: 'amy',
    fullName: null,
  },
  token: { signature: 'ab'.repeat(32), label: 'study', last4: '1234' },
  use: 'exec',
  reach: REACH,
  asker: who,
  askedMs: 0,
  untilMs: 60_000,
  answers: ['once', 'deny'],
});

function asking() {
  const clock = fakeClock();
  let state: ConsentQuestion | null = null;
  let tell: (state: ConsentQuestion | null) => void = () => undefined;
  const said: string[] = [];
  const windows: {
    url: string;
    isOpen: boolean;
    isLive: boolean;
    press: (url: string) => void;
    show: () => void;
    fail: () => void;
    close: () => void;
  }[] = [];
  const become = (next: ConsentQuestion | null) => {
    state = next;
    tell(next);
  };
  const stop = startConsentWindow({
    consent: {
      state: () => state,
      onChange(listener) {
        tell = listener;
        return () => undefined;
      },
      answer({ id, answer }) {
        said.push(`${id} ${answer}`);
        become(null);
        return Promise.resolve();
      },
      unshown: ({ id }) => said.push(`${id} unshown`),
    },
    open(parts) {
      const close = () => {
        if (!window.isOpen) return;
        window.isOpen = false;
        parts.onClosed();
      };
      const window = {
        url: parts.url,
        isOpen: true,
        isLive: false,
        press: parts.onNavigate,
        show: parts.onShown,
        fail: parts.onFailed,
        close,
      };
      windows.push(window);
      return { goLive: () => (window.isLive = true), close };
    },
    clock,
    log: memoryLog(),
  });
  return { become, windows, said, stop, pass: (ms: number) => clock.advance(ms) };
}

const YES = 'dxkey://app/answer-once.html';

describe('the small window', () => {
  it('SECURITY: takes no answer before a person can have read it', async () => {
    const { become, windows, said, pass } = asking();
    become(question('q1'));
    windows[0]?.press(YES);
    windows[0]?.show();
    await pass(LIVE_AFTER_MS - 1);
    windows[0]?.press(YES);
    expect(said).toEqual([]);
    expect(windows[0]?.isLive).toBe(false);
    await pass(1);
    expect(windows[0]?.isLive).toBe(true);
    windows[0]?.press(YES);
    expect(said).toEqual(['q1 once']);
    expect(windows[0]?.isOpen).toBe(false);
  });

  it('SECURITY: answers the question that it was opened for, once, and with nothing that is no answer to it', async () => {
    const { become, windows, said, pass } = asking();
    become(question('q1'));
    windows[0]?.show();
    await pass(LIVE_AFTER_MS);
    for (const odd of ['dxkey://app/answer-always.html', 'dxkey://app/index.html', 'https://evil/answer-once.html', ''])
      windows[0]?.press(odd);
    expect(said).toEqual([]);
    windows[0]?.press(YES);
    windows[0]?.press(YES);
    become(question('q2'));
    expect(windows).toHaveLength(2);
    windows[0]?.press(YES);
    expect(said).toEqual(['q1 once']);
  });

  it('closed by the person it is a no; closed because the question is over it is nothing', () => {
    const { become, windows, said } = asking();
    become(question('q1'));
    windows[0]?.close();
    become(question('q2'));
    become(null);
    expect(said).toEqual(['q1 deny']);
    expect(windows[1]?.isOpen).toBe(false);
  });

  it('that cannot be opened says so, and the end of the app closes it', () => {
    const { become, windows, said, stop } = asking();
    become(question('q1'));
    windows[0]?.fail();
    expect(said).toEqual(['q1 unshown']);
    become(question('q2'));
    stop();
    expect(windows[1]?.isOpen).toBe(false);
    expect(said).toEqual(['q1 unshown']);
  });
});

describe('the address of the page', () => {
  it('holds what is asked, harmless whatever is in it, and no secret', () => {
    const odd = asker('/home/amy/<img src=x>\u202egpj.exe', { program: '<img src=x>\u202egpj.exe', folder: '/tmp/a\nb' });
    const told = new URL(consentUrl(question('q1', odd))).searchParams.get('question') ?? '';
    expect(told).toContain('<img src=x>?gpj.exe');
    expect(told).toContain('/tmp/a?b');
    expect(told).toContain('study (…1234)');
    expect(told).toContain('Reaches 3 projects at VIEW; org-lab? pays; it reaches no PHI.');
    expect(told).not.toContain('ab'.repeat(32));
  });

  it('says that a reach is not known where it is not', () => {
    const told = new URL(consentUrl({ ...question('q1'), reach: null })).searchParams.get('question') ?? '';
    expect(told).toContain(words.details.reachUnknown);
  });

  it('says where the system proves nothing, and offers what is an answer', () => {
    const told = new URL(consentUrl(question('q1', asker(null, { program: 'make' })))).searchParams.get('question') ?? '';
    expect(told).toContain('it calls itself make');
    expect(told).toContain('The system does not prove');
    expect(told).not.toContain('always');
    expect(answerOf('dxkey://app/answer-always.html', ['once', 'deny'])).toBeNull();
  });
});
