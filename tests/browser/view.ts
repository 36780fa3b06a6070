import type { Page } from '@playwright/test';
import type { Scenario } from './scenario';

/** One visit: what main says, and the way there. */
export interface View {
  name: string;
  patch: Partial<Scenario>;
  /** Another page of the app's than the plain one. */
  at?: string;
  go: (page: Page) => Promise<void>;
}
