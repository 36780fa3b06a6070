/** The treaty's part about projects, and what a token reaches of them. */
import { z } from 'zod';

export const projectId = z.string().regex(/^project-[0-9A-Za-z]{24}$/);
export const LEVELS = ['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER'] as const;
export const level = z.enum(LEVELS);

export const project = z.strictObject({
  id: projectId,
  name: z.string(),
  level: level.nullable(),
  region: z.string().nullable(),
  billTo: z.string().nullable(),
  /** Null where the platform does not say. */
  containsPhi: z.boolean().nullable(),
});

/** What a token reaches, computed from the account's projects and nothing else. Counts are exact only where `isWhole`; else they are the least. */
export const reach = z.strictObject({
  /** all: every project, new ones too; named: those that it names. */
  breadth: z.enum(['full', 'all', 'named']),
  projectCount: z.number().int().nonnegative(),
  isWhole: z.boolean(),
  /** At which level it reaches how many of them; the highest first. */
  levels: z.array(z.strictObject({ level, count: z.number().int().positive() })).max(4),
  /** Who is billed for them: those of most projects, and how many in all. */
  payers: z.array(z.string()).max(3),
  payerCount: z.number().int().nonnegative(),
  arePayersKnown: z.boolean(),
  phiCount: z.number().int().nonnegative(),
  isPhiKnown: z.boolean(),
  /** The first hundred of them, PHI first. `name` is null for one that the list of projects does not have. */
  projects: z.array(project.pick({ id: true, billTo: true, containsPhi: true }).extend({ name: z.string().nullable(), level })).max(100),
});

export type Reach = z.infer<typeof reach>;
