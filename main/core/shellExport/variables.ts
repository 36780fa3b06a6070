/**
 * Which token becomes which variables: what a shell or a child is given, and what is taken away because it would fight with
 * it. Certificates and proxies (`DX_CA_CERT`, `HTTPS_PROXY`...) are never touched.
 */
import type { PlatformInfo } from '../../../preload/contract/contract';

/** What is exported; a `Grant` is one. Null is what is not known (a token from stdin has no label, and nobody was asked whose it is). */
export interface ExportSubject {
  secret: string;
  platform: Pick<PlatformInfo, 'kind' | 'apiUrl' | 'authUrl'>;
  username: string | null;
  accountId: string | null;
  label: string | null;
  signature: string;
  expiresMs: number | null;
  project: { id: string } | null;
  /** The private folder where `dx` may write what it likes; without it `dx select` writes the token into the home folder. */
  confFolder: string;
}

export interface ShellVariables {
  set: Record<string, string>;
  unset: string[];
}

/** All that dxkey may set, in the order in which it is printed. */
export const SETTABLE = [
  'DX_SECURITY_CONTEXT',
  'DX_APISERVER_PROTOCOL',
  'DX_APISERVER_HOST',
  'DX_APISERVER_PORT',
  'DX_AUTHSERVER_HOST',
  'DX_AUTHSERVER_PORT',
  'DX_USERNAME',
  'DX_PROJECT_CONTEXT_ID',
  'DX_USER_CONF_DIR',
  'DX_API_TOKEN',
  'DXKEY_LABEL',
  'DXKEY_SIGNATURE',
  'DXKEY_EXPIRES',
  'DXKEY_ACCOUNT',
  'DXKEY_RULE',
] as const;

/** Never set, always unset: what another account or project left behind and `dx` would still read. */
export const FIGHTING: Readonly<Record<string, string>> = {
  DX_CLI_WD: 'the folder of the former project, resolved in the new one',
  DX_PROJECT_CONTEXT_NAME: 'the name of the former project',
  DX_WORKSPACE_ID: 'the workspace of a job: dx works there instead of in the project',
  DX_JOB_ID: 'makes dx take this shell for a job that runs under its own token',
};

/** Unset on failure and by `--off`: all that could be an old account's. */
export const ALL_VARIABLES: readonly string[] = [...SETTABLE, ...Object.keys(FIGHTING)];

/** What a person chose with `dx select` and `dx cd`. */
const CHOSEN: readonly string[] = ['DX_PROJECT_CONTEXT_ID', 'DX_PROJECT_CONTEXT_NAME', 'DX_CLI_WD'];

/** `keepsContext`: what was chosen stays as it is, here and in the file of the private folder. `alsoApiToken`: `DX_API_TOKEN` as well, for third-party tools that read nothing else; otherwise a former one is taken away, since dxR, dxda and others would prefer it. */
export function shellVariables(
  subject: ExportSubject,
  options: { alsoApiToken: boolean; keepsContext?: boolean; ruleFolder?: string | null },
): ShellVariables {
  const api = addressOf(subject.platform.apiUrl);
  const isKept = (name: string): boolean => options.keepsContext === true && CHOSEN.includes(name);
  const given: Partial<Record<(typeof SETTABLE)[number], string | null>> = {
    DX_SECURITY_CONTEXT: JSON.stringify({ auth_token: subject.secret, auth_token_type: 'Bearer' }),
    DX_APISERVER_PROTOCOL: api.protocol,
    DX_APISERVER_HOST: api.host,
    DX_APISERVER_PORT: api.port,
    ...authServer(subject.platform),
    DX_USERNAME: subject.username,
    DX_PROJECT_CONTEXT_ID: isKept('DX_PROJECT_CONTEXT_ID') ? null : (subject.project?.id ?? null),
    DX_USER_CONF_DIR: subject.confFolder,
    DX_API_TOKEN: options.alsoApiToken ? subject.secret : null,
    DXKEY_LABEL: subject.label,
    DXKEY_SIGNATURE: subject.signature,
    DXKEY_EXPIRES: isoTime(subject.expiresMs),
    DXKEY_ACCOUNT: subject.accountId,
    DXKEY_RULE: options.ruleFolder ?? null,
  };
  const set: Record<string, string> = {};
  for (const name of SETTABLE) {
    const value = given[name];
    if (value !== undefined && value !== null) set[name] = value;
  }
  return { set, unset: ALL_VARIABLES.filter((name) => !(name in set) && !isKept(name)) };
}

/** `Date` ends in the year 275760; what lies beyond never ends for a shell. */
function isoTime(timeMs: number | null): string | null {
  return timeMs === null || timeMs > 8.64e15 ? null : new Date(timeMs).toISOString();
}

/** `dx` finds the auth server of a known API host by itself; for another it must be told. */
function authServer(platform: ExportSubject['platform']): { DX_AUTHSERVER_HOST?: string; DX_AUTHSERVER_PORT?: string } {
  if (platform.kind !== 'custom' && platform.kind !== 'standin') return {};
  const { host, port } = addressOf(platform.authUrl);
  return { DX_AUTHSERVER_HOST: host, DX_AUTHSERVER_PORT: port };
}

/** By hand, since core has no `URL`: an origin is `scheme://host[:port]`, checked where it came in. */
function addressOf(origin: string): { protocol: string; host: string; port: string } {
  const parts = /^(https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(origin);
  const [, protocol = 'https', host = '', port] = parts ?? [];
  return { protocol, host, port: port ?? (protocol === 'http' ? '80' : '443') };
}
