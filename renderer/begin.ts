/**
 * The page's entry. The rest of the page is read at once, but for a first start: there the sign-in form stands already, as markup,
 * and is drawn and typed into before the script that makes it whole has run.
 */
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/screens.css';
import './styles/choice.css';
import './styles/list.css';
import './styles/details.css';
import './styles/consent.css';
import './styles/panic.css';
import './styles/panel.css';
import './styles/security.css';
import './styles/erase.css';
import './styles/reach.css';
import './styles/found.css';
import './styles/doctor.css';

/** A page that nobody sees is not painted; what it needs is read all the same. */
const UNPAINTED_MS = 500;

function afterFirstPaint(run: () => void): void {
  let isRun = false;
  const once = (): void => {
    if (isRun) return;
    isRun = true;
    run();
  };
  new PerformanceObserver((list) => {
    if (list.getEntriesByName('first-contentful-paint').length > 0) setTimeout(once);
  }).observe({ type: 'paint', buffered: true });
  setTimeout(once, UNPAINTED_MS);
}

function begin(root: HTMLElement): void {
  const form = root.querySelector('form');
  if (form === null) {
    void import('./main').then(({ start }) => {
      start(root);
    });
    return;
  }
  let isSent = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    isSent = true;
  });
  form.querySelector<HTMLInputElement>('input[autocomplete=username]')?.focus();
  afterFirstPaint(() => {
    void import('./main').then(({ startFromForm }) => {
      startFromForm(root, () => isSent);
    });
  });
}

const root = document.getElementById('root');
if (root !== null) begin(root);
