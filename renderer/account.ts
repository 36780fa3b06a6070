/** The account that a part of the page is about. What is asked of main names it, whatever is shown by the time of the answer. */
import { createContext, use } from 'react';
import type { Account } from '../preload/contract/contract';

export const AccountContext = createContext<Account | null>(null);

export function useAccount(): Account {
  const account = use(AccountContext);
  if (account === null) throw new Error('No account here');
  return account;
}

export const useAccountId = (): string => useAccount().id;
