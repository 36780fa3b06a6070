/** What the tour did, as a page to read: headings, what was done, commands and their outputs, pictures; never a secret. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

export interface Transcript {
  /** From now on this text is never written: `shownAs` stands in its place. */
  hide(secret: string, shownAs: string): void;
  step(title: string): void;
  say(text: string): void;
  command(line: string, output: string, code: number | null): void;
  /** One picture in each theme. What must not be seen is off the page already: Playwright's own mask needs a newer Chrome. */
  picture(page: Page, name: string): Promise<void>;
  /** Fails the tour when what has been seen is not so. */
  check(what: string, isSo: boolean): void;
  /** Writes the page; answers what did not hold. */
  finish(): { failures: string[]; steps: number; pictures: number };
}

const THEMES = ['light', 'dark'] as const;

export function openTranscript(folder: string): Transcript {
  const hidden = new Map<string, string>();
  const lines: string[] = [];
  const failures: string[] = [];
  let steps = 0;
  let pictures = 0;

  const clean = (text: string): string => {
    let told = text;
    for (const [secret, shownAs] of hidden) told = told.replaceAll(secret, shownAs);
    return told;
  };
  const write = (...more: string[]) => {
    lines.push(...more.map(clean));
  };

  return {
    hide: (secret, shownAs) => {
      hidden.set(secret, shownAs);
    },
    step(title) {
      steps += 1;
      write('', `## ${String(steps)}. ${title}`, '');
      process.stdout.write(`${String(steps)}. ${clean(title)}\n`);
    },
    say(text) {
      write(text, '');
    },
    command(line, output, code) {
      write('```', `$ ${line}`, output.trimEnd(), ...(code === 0 ? [] : [`(exit ${String(code)})`]), '```', '');
    },
    async picture(page, name) {
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        const file = `${name}-${theme}.png`;
        await page.screenshot({ path: join(folder, file), animations: 'disabled' });
        pictures += 1;
        write(`![${name}, ${theme}](${file})`);
      }
      write('');
    },
    check(what, isSo) {
      if (!isSo) failures.push(clean(what));
      write(`- ${isSo ? 'holds' : '**DOES NOT HOLD**'}: ${what}`, '');
    },
    finish() {
      const page = ['# A tour of dxkey', '', 'Made by `npm run tour` in the real app: nothing here is drawn.', ...lines, ''].join('\n');
      for (const secret of hidden.keys()) if (page.includes(secret)) failures.push('a secret is in the transcript');
      writeFileSync(join(folder, 'transcript.md'), failures.includes('a secret is in the transcript') ? 'A secret was in it.\n' : page);
      return { failures, steps, pictures };
    },
  };
}
