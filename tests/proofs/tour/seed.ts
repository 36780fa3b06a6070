/** The demo, with a list of tokens as a person has after a year: some of this computer's, some of others, one that has ended. */
import { randomBytes } from 'node:crypto';
import demo from '../../standin/seeds/demo.json';
import type { SeedInput } from '../../fakes/standinProcess';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const EXOME = 'project-FFFFFFFFFFFFFFFFFFFFFFF0';

/** Made anew for each tour; 32 characters, as the platform's. */
const freshSecret = (): string => randomBytes(16).toString('hex').replace(/^../, 'Tk');

/** Tokens of omar that the tour brings onto this computer, as from an old one. */
export const carried = [
  {
    label: 'nextflow-runs',
    secret: freshSecret(),
    scope: { projects: { '*': 'CONTRIBUTE' } },
    createdAgoMs: 9 * DAY_MS,
    expiresInMs: 21 * DAY_MS,
  },
  {
    label: 'ci-upload',
    secret: freshSecret(),
    scope: { projects: { [EXOME]: 'UPLOAD' } },
    createdAgoMs: 29 * DAY_MS,
    expiresInMs: 18 * HOUR_MS,
  },
  { label: 'notebooks', secret: freshSecret(), scope: { full: true }, createdAgoMs: 8 * DAY_MS, expiresInMs: 23 * DAY_MS },
] as const;

const elsewhere = [
  { label: 'old laptop', scope: { full: true }, createdAgoMs: 26 * DAY_MS, expiresInMs: 4 * DAY_MS },
  { label: 'collab-jonas', scope: { projects: { '*': 'VIEW' } }, createdAgoMs: 18 * DAY_MS, expiresInMs: 12 * DAY_MS },
] as const;

export const tourSeed = {
  ...demo,
  tokens: [
    ...demo.tokens.filter((token) => token.user !== 'omar'),
    ...[...carried, ...elsewhere].map((token) => ({ user: 'omar', ...token })),
  ],
} as SeedInput;
