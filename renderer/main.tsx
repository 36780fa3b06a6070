/** The page made whole: the mirrors of main, and what is drawn from them. */
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { typedIn, typeInto } from './first/carryOver';
import { onceKnown, startMirrors } from './stores/mirrors';

export function start(root: HTMLElement): void {
  startMirrors();
  createRoot(root).render(<App />);
}

/**
 * Takes the place of the form that the page came with, as soon as main has said what is to be seen: in one turn, so that no key is
 * lost between. What was typed, where the caret stood and a press of Return go over to the form that stands then.
 */
export function startFromForm(root: HTMLElement, isSent: () => boolean): void {
  startMirrors();
  onceKnown(() => {
    const typed = typedIn(root);
    root.replaceChildren();
    flushSync(() => {
      createRoot(root).render(<App />);
    });
    flushSync(() => {
      if (typeInto(root, typed) && isSent()) root.querySelector('form')?.requestSubmit();
    });
  });
}
