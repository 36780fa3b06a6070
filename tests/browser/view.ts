import type { Page } from '@playwright/test';
import type { Scenario } from './scenario';

/** One visit: what main says, and the way there. */
export interface View {
  name: string;
  patch: Partial<Scenario>;
  go: (page: Page) => Promise<void>;
}
