import { AppError } from '../errors';
import type { TouchId } from '../ports';

/** Resolves once the person touched; REFUSED where there is no sensor, or another finger. */
export async function askTouch(touchId: TouchId): Promise<void> {
  if (!touchId.isAvailable() || !(await touchId.ask())) throw new AppError('REFUSED', { details: { field: 'touchId' } });
}
