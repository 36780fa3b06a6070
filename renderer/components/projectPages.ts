/** The pages of the account's projects that a list has in sight. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Project, ProjectPage } from '../../preload/contract/contract';
import type { ErrorAnswer } from '../../preload/contract/errors';
import { useAccountId } from '../account';
import { vault } from '../vault';

export const PAGE = 100;
const TYPING_PAUSE_MS = 120;
const LOOK_AGAIN_MS = 400;

export interface Found {
  query: string;
  count: number;
  pages: ReadonlyMap<number, readonly Project[]>;
  told: Pick<ProjectPage, 'isWhole' | 'isLoading' | 'problem'>;
}

/** The pages of one query that have been in sight; a late answer to an older query is dropped. */
export function useProjectPages(query: string) {
  const accountId = useAccountId();
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const asked = useRef({ query: '', pages: new Set<number>() });

  const ask = useCallback(
    async (of: string, page: number, isAnew: boolean) => {
      if (isAnew) asked.current = { query: of, pages: new Set() };
      if (asked.current.query !== of || asked.current.pages.has(page)) return;
      const { pages } = asked.current;
      pages.add(page);
      const answer = await vault.projects.page({ accountId, query: of, offset: page * PAGE, limit: PAGE });
      if (asked.current.pages !== pages) return;
      if (!answer.ok) {
        pages.delete(page);
        setError(answer.error);
        return;
      }
      const { projects, count, ...told } = answer.value;
      setError(null);
      setFound((before) => {
        const kept = !isAnew && before?.query === of ? before.pages : [];
        return { query: of, count, told, pages: new Map([...kept, [page, projects]]) };
      });
    },
    [accountId],
  );

  useEffect(() => {
    const timer = setTimeout(() => void ask(query, 0, true), query === '' ? 0 : TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [ask, query]);

  // More are on their way: looked at again, from the top, until all have come.
  useEffect(() => {
    if (found?.told.isLoading !== true) return undefined;
    const timer = setTimeout(() => void ask(found.query, 0, true), LOOK_AGAIN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [ask, found]);

  const need = useCallback(
    (first: number, last: number) => {
      for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, last - 1) / PAGE); page += 1)
        void ask(asked.current.query, page, false);
    },
    [ask],
  );
  return { found, error, need };
}
