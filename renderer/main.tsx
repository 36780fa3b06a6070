/** The page's entry. */
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { startMirrors } from './stores/mirrors';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/screens.css';
import './styles/choice.css';
import './styles/list.css';
import './styles/panic.css';
import './styles/security.css';
import './styles/erase.css';
import './styles/reach.css';

const root = document.getElementById('root');
if (root !== null) {
  startMirrors();
  createRoot(root).render(<App />);
}
