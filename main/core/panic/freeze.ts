import type { Book } from '../book';
import { AppError } from '../errors';
import type { PanicDocument } from '../ports';

/** The gate that a panic shuts. It stands in the ground, so that what gives secrets away can ask without knowing the panic. */
export interface Freeze {
  isFrozen(): boolean;
  /** Throws FROZEN. */
  check(): void;
  /** At once, before the file says so, and also where it cannot. */
  hold(isHeld: boolean): void;
}

export function createFreeze(book: Book<PanicDocument>): Freeze {
  let isHeld = false;
  const isFrozen = (): boolean => isHeld || book.value().current !== null;
  return {
    isFrozen,
    check() {
      if (isFrozen()) throw new AppError('FROZEN');
    },
    hold(next) {
      isHeld = next;
    },
  };
}
