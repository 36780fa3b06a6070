import { sha256Hex, signatureOf, steadyId, steadyToken, freshToken } from './ids';
import { LEVELS } from './model';
import type { JobRecord, Level, Org, Person, PersonRecord, Project, Records, Settings, TokenRecord, World } from './model';
import type { Seed } from './seed';

const REGIONS = ['aws:us-east-1', 'aws:eu-west-2'];

const NO_FACTOR = {
  factor: 'off',
  keySet: null,
  codeSet: null,
  enabledMs: null,
  codesMadeMs: null,
  pending: null,
  lastTimeStep: null,
} satisfies Partial<PersonRecord>;

/** The unchanging part of a seed: the same on every start, since ids come from names. */
export function buildWorld(seed: Seed): World {
  const projects = [...seed.projects.map(buildProject), ...generatedProjects(seed)];
  return {
    people: new Map(seed.accounts.map((account) => [`user-${account.username}`, buildPerson(account)])),
    orgs: new Map(seed.orgs.map((org) => [`org-${org.handle}`, buildOrg(org)])),
    projects: new Map(projects.map((project) => [project.id, project])),
  };
}

/** The first records of a seed, at server time `nowMs`. */
export async function firstRecords(
  seed: Seed,
  seedHash: string,
  settings: Settings,
  nowMs: number,
  hash: (password: string) => Promise<string>,
): Promise<Records> {
  const tokens = seedTokens(seed, nowMs);
  const people = await Promise.all(
    seed.accounts.map(async (account): Promise<[string, PersonRecord]> => {
      const passwordHash = account.password === undefined ? null : await hash(account.password);
      const backupCodeHashes = (account.backupCodes ?? []).map(sha256Hex);
      const record: PersonRecord = {
        ...(account.otpSecret === undefined ? NO_FACTOR : { ...NO_FACTOR, factor: 'seed', keySet: 'seed', codeSet: 'seed' }),
        passwordHash,
        backupCodeHashes,
        failures: 0,
        lockedUntilMs: 0,
      };
      return [`user-${account.username}`, record];
    }),
  );
  const all = [...tokens.byKey.values(), ...tokens.others];
  const jobs = seedJobs(seed, tokens.byKey, nowMs);
  return { version: 1, seedHash, clockOffsetMs: 0, settings, people: Object.fromEntries(people), tokens: all, jobs };
}

/** What a person holds in a project: the better of their own level and those of their orgs; null for nothing. */
export function levelOf(world: World, userId: string, project: Project): Level | null {
  const holders = Object.keys(project.members).filter((id) => id === userId || world.orgs.get(id)?.members[userId] !== undefined);
  const held = holders.map((id) => LEVELS.indexOf(project.members[id] ?? 'VIEW'));
  return held.length === 0 ? null : (LEVELS[Math.max(...held)] ?? null);
}

export function sourcesOf(world: World, userId: string, project: Project): string[] {
  return Object.keys(project.members).filter((id) => id === userId || world.orgs.get(id)?.members[userId] !== undefined);
}

export function orgsOf(world: World, userId: string): Org[] {
  return [...world.orgs.values()].filter((org) => org.members[userId] !== undefined);
}

function buildPerson(account: Seed['accounts'][number]): Person {
  const id = `user-${account.username}`;
  return {
    id,
    username: account.username,
    first: account.first,
    middle: account.middle,
    last: account.last,
    email: account.email ?? `${account.username}@lab.example`,
    billTo: account.billTo ?? id,
    isSso: account.password === undefined,
    otpSecret: account.otpSecret ?? null,
    isTwoFactorMandatory: account.twoFactorMandatory,
  };
}

function buildOrg(org: Seed['orgs'][number]): Org {
  return { id: `org-${org.handle}`, name: org.name, members: org.members, policies: org.policies };
}

function buildProject(project: Seed['projects'][number], index: number): Project {
  const id = project.id ?? steadyId('project', `${String(index)} ${project.name}`);
  const files = project.files.map((file) => ({ ...file, id: steadyId('file', `${id} ${file.folder} ${file.name}`) }));
  const { name, region, billTo, containsPHI, members, summary, tags } = project;
  const folders = [...new Set(['/', ...project.folders, ...files.map((file) => file.folder)].flatMap(withParents))].sort();
  return { id, name, region, billTo, containsPhi: containsPHI, members, folders, files, summary, tags, createdMs: createdMs(index) };
}

/** `/a/b` stands in `/a`, which stands in `/`. */
function withParents(folder: string): string[] {
  const parts = folder.split('/').filter((part) => part !== '');
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}

// A fixed past, a day apart, so that an order by age is the same in every run.
function createdMs(index: number): number {
  return Date.UTC(2025, 0, 6) + index * 86_400_000;
}

function generatedProjects(seed: Seed): Project[] {
  const everyone = Object.fromEntries(seed.accounts.map((account): [string, Level] => [`user-${account.username}`, 'CONTRIBUTE']));
  return Array.from({ length: seed.generate.projects ?? 0 }, (_, index) => ({
    id: steadyId('project', `generated ${String(index)}`),
    name: `Generated project ${String(index + 1).padStart(5, '0')}`,
    region: REGIONS[index % REGIONS.length] ?? 'aws:us-east-1',
    billTo: `user-${seed.accounts[0]?.username ?? ''}`,
    containsPhi: index % 10 === 0,
    members: everyone,
    folders: ['/'],
    files: [],
    summary: '',
    tags: [],
    createdMs: createdMs(index),
  }));
}

function seedTokens(seed: Seed, nowMs: number): { byKey: Map<string, TokenRecord>; others: TokenRecord[] } {
  const byKey = new Map<string, TokenRecord>();
  const others: TokenRecord[] = [];
  for (const token of seed.tokens) {
    const record: TokenRecord = {
      signature: signatureOf(token.secret ?? freshToken()),
      userId: `user-${token.user}`,
      label: token.label,
      parentSignature: token.parent === undefined ? null : (byKey.get(token.parent)?.signature ?? null),
      scope: cleanScope(token.scope),
      createdMs: nowMs - token.createdAgoMs,
      expiresMs: nowMs + token.expiresInMs,
      isSession: token.isSession,
      lastSeenMs: nowMs,
      ended: null,
    };
    if (token.key === undefined) others.push(record);
    else byKey.set(token.key, record);
  }
  const many = seed.generate.tokensFor;
  for (let index = 0; index < (many?.count ?? 0); index += 1) others.push(generatedToken(`user-${many?.user ?? ''}`, index, nowMs));
  return { byKey, others };
}

function generatedToken(userId: string, index: number, nowMs: number): TokenRecord {
  return {
    signature: signatureOf(steadyToken(userId, index)),
    userId,
    label: `generated ${String(index + 1).padStart(4, '0')}`,
    parentSignature: null,
    scope: index % 3 === 0 ? { full: true } : { projects: { '*': LEVELS[index % LEVELS.length] ?? 'VIEW' } },
    createdMs: nowMs - index * 3_600_000,
    expiresMs: nowMs + (30 + (index % 60)) * 86_400_000,
    isSession: false,
    lastSeenMs: nowMs,
    ended: null,
  };
}

/** Drops an `undefined` that zod's optional may leave, which the record's exact type does not allow. */
export function cleanScope(scope: Seed['tokens'][number]['scope']): TokenRecord['scope'] {
  if ('full' in scope) return scope;
  return scope.phiAccess === undefined ? { projects: scope.projects } : { projects: scope.projects, phiAccess: scope.phiAccess };
}

function seedJobs(seed: Seed, tokens: Map<string, TokenRecord>, nowMs: number): JobRecord[] {
  return seed.jobs.map((job) => {
    const token = tokens.get(job.token);
    if (!token) throw new Error(`the seed's job "${job.name}" names a token that is not there: ${job.token}`);
    const index = seed.projects.findIndex((project) => project.name === job.project);
    const project = seed.projects[index];
    if (!project) throw new Error(`the seed's job "${job.name}" names a project that is not there: ${job.project}`);
    return {
      id: steadyId('job', `${job.user} ${job.name}`),
      name: job.name,
      userId: `user-${job.user}`,
      projectId: buildProject(project, index).id,
      tokenSignature: token.signature,
      state: 'running',
      failureReason: null,
      createdMs: nowMs - job.ageMs,
      endedMs: null,
    };
  });
}
