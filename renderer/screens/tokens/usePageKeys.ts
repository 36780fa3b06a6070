/** Keys that work anywhere on the Tokens screen while nothing is being typed and no dialog is open. */
import { useEffect, type RefObject } from 'react';
import { open, useDesk } from '../../stores/desk';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [role="menu"], [role="listbox"]') !== null;

export function usePageKeys(search: RefObject<HTMLInputElement | null>, canMint: boolean): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (
        isTyping(event.target) ||
        useDesk.getState().dialog !== null ||
        document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
      )
        return;
      if (event.key === '/') {
        search.current?.focus();
        search.current?.select();
      } else if (event.key.toLowerCase() === 'n' && canMint) open({ kind: 'newToken' });
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [search, canMint]);
}
