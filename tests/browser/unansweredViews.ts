/** Sign-ins whose answer never came, before the next one and after it. */
import { expect } from '@playwright/test';
import { signedOut, unanswered } from './scenario';
import type { View } from './view';

const beforeSignIn = unanswered.signIns.slice(2).map((one) => ({ ...one, look: 'signIn' as const, sessions: [] }));

export const unansweredViews: View[] = [
  {
    name: 'signIn-unanswered',
    patch: { session: signedOut, unanswered: { signIns: beforeSignIn } },
    go: (page) => expect(page.getByText('A session may be open on Staging for bea')).toBeVisible(),
  },
  {
    name: 'tokens-unanswered',
    patch: { unanswered },
    go: async (page) => {
      await page.getByRole('button', { name: /more notice/ }).click();
      await expect(page.getByRole('button', { name: 'End it' })).toHaveCount(2);
    },
  },
];
