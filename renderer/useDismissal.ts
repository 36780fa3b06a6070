import { useEffect, useRef } from 'react';

/** However a view with secrets ends, `dismiss` lets main drop what was not to be kept. It must be the same function at every call. */
export function useDismissal(dismiss: () => void): void {
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
      // Strict mode mounts twice: only a view that stays away was closed.
      setTimeout(() => {
        if (!isMounted.current) dismiss();
      }, 0);
    };
  }, [dismiss]);
}
