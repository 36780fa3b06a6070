/** The sign-in form as markup, drawn when dxkey is built: a computer without an account shows it before any script has run. */
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nProvider } from 'react-aria-components';
import type { AppState } from '../../preload/contract/contract';
import { SignIn } from '../screens/signIn/SignIn';
import { words } from '../words';

/** The form of `app`, of whom nobody has signed in yet. */
export function firstForm(app: AppState): string {
  return renderToStaticMarkup(
    <I18nProvider locale={words.locale}>
      <SignIn app={app} session={null} isBusy={false} />
    </I18nProvider>,
  );
}
