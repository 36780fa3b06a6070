/** What the stand-in knows: the world (from the seed, never changed) and the records (changed by requests, kept in a file). */

export const LEVELS = ['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER'] as const;
export type Level = (typeof LEVELS)[number];
export type Scope = { full: true } | { projects: Record<string, Level>; phiAccess?: boolean };

export interface Person {
  id: string;
  username: string;
  first: string;
  middle: string;
  last: string;
  email: string;
  billTo: string;
  isSso: boolean;
  /** Of the seed, base32; null where it has two-factor authentication off. What holds now is the record's `factor`. */
  otpSecret: string | null;
  /** Of the seed: it cannot be turned off. */
  isTwoFactorMandatory: boolean;
}

export interface Org {
  id: string;
  name: string;
  members: Record<string, 'ADMIN' | 'MEMBER'>;
  policies: Record<string, unknown>;
}

export interface StoredFile {
  id: string;
  name: string;
  folder: string;
  size: number;
}

export interface Project {
  id: string;
  name: string;
  region: string;
  billTo: string;
  containsPhi: boolean;
  /** By user or org id. */
  members: Record<string, Level>;
  folders: string[];
  files: StoredFile[];
  summary: string;
  tags: string[];
  createdMs: number;
}

export interface World {
  people: Map<string, Person>;
  orgs: Map<string, Org>;
  projects: Map<string, Project>;
}

export interface TokenRecord {
  signature: string;
  userId: string;
  label: string | null;
  parentSignature: string | null;
  scope: Scope;
  createdMs: number;
  expiresMs: number;
  /** A sign-in's own token, which idles out; an API token never does. */
  isSession: boolean;
  lastSeenMs: number;
  ended: 'revoked' | 'expired' | null;
}

export interface JobRecord {
  id: string;
  name: string;
  userId: string;
  projectId: string;
  /** The token that launched it: when it dies, the job fails. */
  tokenSignature: string;
  state: 'running' | 'done' | 'failed';
  failureReason: 'AuthError' | null;
  createdMs: number;
  endedMs: number | null;
}

/** A step of two-factor authentication that is begun and has no effect yet (invented/twoFactor.ts). */
export interface PendingFactor {
  id: string;
  /** Null where only the back-up codes are made anew. */
  salt: string | null;
  startedMs: number;
  /** Null until a code of the new secret was confirmed. */
  backupCodeHashes: string[] | null;
  /** The time step of the last code that confirmed. */
  lastTimeStep: number | null;
}

/** Of a person, what requests change; nothing from which a password or a back-up code could be read back. */
export interface PersonRecord {
  /** `seed`: on, with the seed's secret; else what the secret of an enrolment is derived from. */
  factor: 'off' | 'seed' | { salt: string };
  /** Which enrolment made the secret, and which made the back-up codes; null where nothing did. */
  keySet: string | null;
  codeSet: string | null;
  enabledMs: number | null;
  codesMadeMs: number | null;
  pending: PendingFactor | null;
  passwordHash: string | null;
  /** The last one-time code's time step, so that no code works twice; null before the first. */
  lastTimeStep: number | null;
  /** sha256 of the back-up codes that are still unused. */
  backupCodeHashes: string[];
  failures: number;
  lockedUntilMs: number;
}

/** Switches that a seed sets and the control route moves; each stands for something that PROTOCOL.md marks `?`. */
export interface Settings {
  /** Revoking a token revokes its children. */
  cascade: boolean;
  listRoute: 'works' | 'ResourceNotFound' | 'PermissionDenied';
  scopedMayRevoke: boolean;
  /** Whether two-factor authentication is offered over the API at all; DNAnexus does not. */
  twoFactorRoutes: 'works' | 'ResourceNotFound';
}

export interface Records {
  version: 1;
  seedHash: string;
  clockOffsetMs: number;
  settings: Settings;
  people: Record<string, PersonRecord>;
  tokens: TokenRecord[];
  jobs: JobRecord[];
}
