import { z } from 'zod';
import { sha256Hex } from './ids';
import { LEVELS } from './model';

const level = z.enum(LEVELS);
const ms = z.number().int();
export const scope = z.union([
  z.strictObject({ full: z.literal(true) }),
  z.strictObject({ projects: z.record(z.string().regex(/^(\*|project-[0-9A-Za-z]{24})$/), level), phiAccess: z.boolean().optional() }),
]);

const account = z.strictObject({
  username: z.string().regex(/^[a-z][a-z0-9_.]{0,79}$/),
  /** Absent for single sign-on. */
  password: z.string().min(1).optional(),
  otpSecret: z.string().optional(),
  backupCodes: z.array(z.string().min(1)).optional(),
  /** Two-factor authentication cannot be turned off; an org does the same with the policy `twoFactorRequired`. */
  twoFactorMandatory: z.boolean().default(false),
  first: z.string(),
  middle: z.string().default(''),
  last: z.string(),
  email: z.string().optional(),
  billTo: z.string().optional(),
  note: z.string().default(''),
});

const org = z.strictObject({
  handle: z.string(),
  name: z.string(),
  members: z.record(z.string(), z.enum(['ADMIN', 'MEMBER'])),
  policies: z.record(z.string(), z.unknown()).default({}),
});

const project = z.strictObject({
  id: z
    .string()
    .regex(/^project-[0-9A-Za-z]{24}$/)
    .optional(),
  name: z.string(),
  region: z.string(),
  billTo: z.string(),
  containsPHI: z.boolean().default(false),
  members: z.record(z.string(), level),
  folders: z.array(z.string().startsWith('/')).default([]),
  files: z.array(z.strictObject({ folder: z.string().startsWith('/'), name: z.string(), size: z.number().int() })).default([]),
  summary: z.string().default(''),
  tags: z.array(z.string()).default([]),
});

const token = z.strictObject({
  /** By what a job of this seed names it. */
  key: z.string().optional(),
  user: z.string(),
  /** Absent: nobody knows it, as with a token made elsewhere long ago. */
  secret: z.string().optional(),
  label: z.string().nullable().default(null),
  scope: scope.default({ full: true }),
  /** Negative: already expired. */
  expiresInMs: ms.default(30 * 86_400_000),
  createdAgoMs: ms.default(0),
  isSession: z.boolean().default(false),
  /** The key of the token that made it. */
  parent: z.string().optional(),
});

const job = z.strictObject({ name: z.string(), user: z.string(), project: z.string(), token: z.string(), ageMs: ms.default(0) });

const seedShape = z.strictObject({
  note: z.string().optional(),
  settings: z
    .strictObject({
      cascade: z.boolean().optional(),
      listRoute: z.enum(['works', 'ResourceNotFound', 'PermissionDenied']).optional(),
      scopedMayRevoke: z.boolean().optional(),
      twoFactorRoutes: z.enum(['works', 'ResourceNotFound']).optional(),
    })
    .default({}),
  accounts: z.array(account).min(1),
  orgs: z.array(org).default([]),
  projects: z.array(project).default([]),
  tokens: z.array(token).default([]),
  jobs: z.array(job).default([]),
  /** Many rows from few lines: `projects` open to every account, `tokensFor` one of them. */
  generate: z
    .strictObject({
      projects: z.number().int().nonnegative().max(20_000).optional(),
      tokensFor: z.strictObject({ user: z.string(), count: z.number().int().nonnegative().max(5_000) }).optional(),
    })
    .default({}),
});

export type Seed = z.infer<typeof seedShape>;
/** What a seed file may hold; defaults may be left out. */
export type SeedInput = z.input<typeof seedShape>;

/** Throws with the path of what is wrong. */
export function parseSeed(text: string): { seed: Seed; hash: string } {
  const parsed: unknown = JSON.parse(text);
  const result = seedShape.safeParse(parsed);
  if (!result.success) {
    const first = result.error.issues[0];
    throw new Error(`the seed file is wrong at "${first?.path.join('.') ?? ''}": ${first?.message ?? ''}`);
  }
  // Of the parsed value, so that a seed that only gained whitespace is the same seed.
  return { seed: result.data, hash: sha256Hex(JSON.stringify(result.data)) };
}
