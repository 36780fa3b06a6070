import type { Asker } from '../../main/core/ports';
import type { Consenting } from '../../main/core/consent/service';

/** A program in a terminal, as the system would tell it. */
export function asker(path: string | null = '/usr/bin/make', rest: Partial<Asker> = {}): Asker {
  return {
    pid: 70,
    program: path?.split('/').pop() ?? 'odd',
    path,
    folder: '/home/amy/study',
    terminal: 'pts/1',
    place: 'session 60 start-1 pts/1',
    holder: null,
    isByCommand: true,
    ...rest,
  };
}

/** One that waits as long as it is let, and that `leave` takes away. */
export function consenting(who: Asker = asker(), rest: Partial<Consenting> = {}): Consenting & { leave(): void } {
  let gone: () => void = () => undefined;
  return {
    asker: who,
    waitMs: 60_000,
    answer: null,
    whenGone(run) {
      gone = run;
      return () => undefined;
    },
    leave: () => {
      gone();
    },
    ...rest,
  };
}
