/** The small page that asks whether a program may have a token: served by main, filled from its address, without a channel. */
import type { ConsentAnswer } from '../../preload/contract/contract';
import type { ConsentQuestion } from '../core/consent/service';
import { reachSentence, REACH_UNKNOWN } from '../core/tokens/reachSentence';
import { words } from './words';

const URL_OF_PAGE = 'dxkey://app/consent.html';
/** Nobody has read it before that: a key or a click that was meant for another window does nothing. */
export const LIVE_AFTER_MS = 700;

/** What main adds to the address once its buttons may live. */
export const LIVE_MARK = '#live';

const text = words.consent;

// SECURITY: what others wrote (a path, a folder, a label) stands in the address alone, and is put into the page as text.
export function consentUrl(question: ConsentQuestion): string {
  const { asker, account, token, use, reach, answers, untilMs } = question;
  const isProven = asker.path !== null;
  const rows = [
    [text.program, shown(asker.path ?? (asker.program === null ? text.unknown : text.calledItself(asker.program)))],
    [text.folder, shown(asker.folder ?? text.unknown)],
    [text.terminal, shown(asker.terminal ?? text.none)],
    [text.account, shown(`${account.username} · ${account.platform.name}`)],
    [text.token, shown(`${token.label ?? text.noLabel} (…${token.last4 ?? '????'})`)],
    [text.reach, shown(reach === null ? REACH_UNKNOWN : reachSentence(reach))],
    [text.use, text.uses[use]],
  ];
  const name = isProven && asker.program !== null ? shown(asker.program) : text.aProgram;
  const buttons = answers.map((answer) => [answer, text.answers[answer](name)]);
  const until = new Date(untilMs).toTimeString().slice(0, 8);
  const told = { title: text.title(name), rows, buttons, unproven: isProven ? '' : text.unproven, until: text.until(until) };
  return `${URL_OF_PAGE}?${new URLSearchParams({ question: JSON.stringify(told) }).toString()}`;
}

/** The answer that a press in the page means; null for anything else. */
export function answerOf(url: string, answers: readonly ConsentAnswer[]): ConsentAnswer | null {
  return answers.find((one) => url === `dxkey://app/answer-${one}.html`) ?? null;
}

/** A direction mark could reorder what is read, a newline hide it. */
const shown = (raw: string): string =>
  raw.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, '?').slice(0, 1_000);

const HTML = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${text.window}</title><link rel="stylesheet" href="consent.css"><script src="consent.js" defer></script></head>
<body><main><h1></h1><dl></dl><p class="unproven" hidden></p><p>${text.what}</p><div class="buttons" role="group" aria-label="${text.choose}"></div><p class="until"></p></main></body>
</html>
`;

const SCRIPT = `'use strict';
const told = JSON.parse(new URLSearchParams(location.search).get('question'));
const put = (selector, text) => { document.querySelector(selector).textContent = text; };
document.title = told.title;
put('h1', told.title);
put('.until', told.until);
put('.unproven', told.unproven);
document.querySelector('.unproven').hidden = told.unproven === '';
for (const [name, value] of told.rows) {
  const term = document.createElement('dt');
  term.textContent = name;
  const said = document.createElement('dd');
  said.textContent = value;
  document.querySelector('dl').append(term, said);
}
const buttons = told.buttons.map(([answer, label]) => {
  const button = document.createElement('button');
  button.textContent = label;
  button.disabled = true;
  button.dataset.answer = answer;
  button.addEventListener('click', () => { location.href = 'answer-' + answer + '.html'; });
  return button;
});
document.querySelector('.buttons').append(...buttons);
addEventListener('hashchange', () => { for (const button of buttons) button.disabled = false; });
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') buttons.find((one) => one.dataset.answer === 'deny').click();
});
`;

const CSS = `:root { color-scheme: light dark; font: 13px/1.45 system-ui, "Segoe UI", Cantarell, sans-serif; }
body { margin: 0; background: #f6f7f6; color: #17201b; }
main { display: grid; gap: 10px; padding: 18px 22px; }
h1 { margin: 0; font-size: 16px; overflow-wrap: anywhere; }
p { margin: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 14px; margin: 0; }
dt { color: #4b5a52; }
dd { margin: 0; overflow-wrap: anywhere; max-height: 5.8em; overflow-y: auto; }
.unproven { padding: 8px 10px; border: 1px solid #9a5b00; border-radius: 7px; }
.buttons { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
button { font: inherit; min-height: 32px; padding: 5px 10px; border: 1px solid #7d8a83; border-radius: 7px; background: #fff; color: #17201b; overflow-wrap: anywhere; }
button[data-answer=once] { background: #0b6b58; border-color: #0b6b58; color: #fff; }
button:disabled { opacity: .55; }
button:focus-visible { outline: 2px solid #0b6b58; outline-offset: 2px; }
.until { color: #4b5a52; }
@media (prefers-color-scheme: dark) {
  body { background: #121614; color: #e8eeea; }
  dt, .until { color: #a9b6af; }
  .unproven { border-color: #e0a54a; }
  button { background: #1c2320; border-color: #6b7871; color: #e8eeea; }
  button[data-answer=once] { background: #4cc2a5; border-color: #4cc2a5; color: #06231b; }
  button:focus-visible { outline-color: #4cc2a5; }
}
`;

export const CONSENT_PAGES: Readonly<Record<string, string>> = { 'consent.html': HTML, 'consent.css': CSS, 'consent.js': SCRIPT };
