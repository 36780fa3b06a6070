/** What a run types, pastes and is given; each becomes a canary. */
import type { SeedInput } from '../../fakes/standinProcess';
import { awkwardSecret, backupCode, otpSecret, tokenSecret } from './canaries';
import type { Canary } from './canaries';

export interface Secrets {
  seed: SeedInput;
  password: string;
  wrongPassword: string;
  backup: string;
  /** The one that signs in on the second day: the first day made new ones. */
  backupNow: string;
  otp: string;
  proxyPassword: string;
  wrongProxyPassword: string;
  /** Opens the app lock, and what is kept. */
  passphrase: string;
  /** Pasted, and accepted by the platform. */
  imported: string;
  /** Pasted, and known to nobody. */
  strange: string;
  /** Learnt as the run goes on: session tokens, minted tokens, codes. */
  add(name: string, text: string): void;
  all(): Canary[];
}

export const USER = 'cam';
export const PROJECT = 'Canary project';

export function makeSecrets(): Secrets {
  const made = {
    password: awkwardSecret(),
    wrongPassword: awkwardSecret(),
    backup: backupCode(),
    otp: otpSecret(),
    proxyPassword: awkwardSecret(),
    wrongProxyPassword: awkwardSecret(),
    passphrase: awkwardSecret(),
    imported: tokenSecret(),
    strange: tokenSecret(),
  };
  const known: Canary[] = Object.entries(made).map(([name, text]) => ({ name, text }));
  known.push({ name: 'backupPlain', text: made.backup.replace('-', '') });
  return {
    ...made,
    backupNow: made.backup,
    seed: {
      accounts: [
        { username: USER, password: made.password, otpSecret: made.otp, backupCodes: [made.backup], first: 'Cam', last: 'Canary' },
      ],
      projects: [{ name: PROJECT, region: 'aws:us-east-1', billTo: `user-${USER}`, members: { [`user-${USER}`]: 'ADMINISTER' } }],
    },
    add: (name, text) => void known.push({ name, text }),
    all: () => known,
  };
}
