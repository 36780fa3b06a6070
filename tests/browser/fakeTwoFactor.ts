/** Two-factor authentication of the fake main: the password `right`, the code 123456, and codes that are always the same. */
import type { OwnerProof, TwoFactorState } from '../../preload/contract/contract';
import { refuse, RIGHT_PASSPHRASE, type Emit, type Part } from './fakeParts';
import type { Scenario } from './scenario';

export const SETUP_KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const OTPAUTH = `otpauth://totp/DNAnexus:amy?secret=${SETUP_KEY}&issuer=DNAnexus`;
export const BACKUP_CODES = ['7kq2-m4xd', '9fzt-p3vw', 'b6hn-r8yc', 'd2js-t5ge', 'f4lv-w7ab', 'h8mx-y2dq', 'k3pz-b6fn', 'm5rc-d9hs'];

export function twoFactorHandlers(scenario: Scenario, emit: Emit): Part<'twoFactor'> {
  const become = (patch: Partial<TwoFactorState>): TwoFactorState => {
    scenario.twoFactor = { ...scenario.twoFactor, ...patch };
    emit('twoFactor.changed', scenario.twoFactor);
    return scenario.twoFactor;
  };
  const check = (password: string, code: string | null) => {
    if (password !== 'right') refuse({ code: 'WRONG_PASSWORD' });
    if (code !== null && code !== '123456' && !BACKUP_CODES.includes(code)) refuse({ code: 'WRONG_CODE', details: { triesLeft: 3 } });
  };
  const checkOwner = (proof: OwnerProof) => {
    if (proof.by === 'passphrase' && proof.passphrase !== RIGHT_PASSPHRASE) refuse({ code: 'WRONG_PASSPHRASE' });
    if (proof.by === 'password') check(proof.password, null);
  };
  let areSaved = false;
  const on = { isOn: true, mandatoryFor: scenario.twoFactor.status?.mandatoryFor ?? null, enabledMs: null, codesLeft: 8 };
  const kept = () => ({ keptMs: Date.now(), standing: 'live' as const });
  return {
    'twoFactor.load': () => scenario.twoFactor,
    'twoFactor.refresh': () => scenario.twoFactor,
    'twoFactor.begin': ({ password, code }) => {
      check(password, code);
      return { secret: SETUP_KEY, otpauth: OTPAUTH };
    },
    'twoFactor.takeKey': ({ text }) =>
      text.includes(' ') || text.length > 15 ? { issuer: 'DNAnexus', account: 'amy' } : refuse({ code: 'NOT_A_SETUP_KEY' }),
    'twoFactor.takeQr': ({ from }) =>
      from === 'file' ? { outcome: 'taken', issuer: 'DNAnexus', account: 'amy' } : refuse({ code: 'NO_QR_CODE' }),
    'twoFactor.confirm': ({ code }) => {
      if (code === '111111') refuse({ code: 'CODE_REPLAYED' });
      if (code !== '123456') refuse({ code: 'WRONG_CODE', details: { triesLeft: 3 } });
      return { backupCodes: scenario.twoFactor.offer === 'api' ? BACKUP_CODES : [] };
    },
    'twoFactor.takeCodes': ({ text }) => ({ backupCodes: text.split('\n').filter((one) => one !== '') }),
    'twoFactor.finish': ({ backupCode, keepCodes, keepKey }) => {
      if (backupCode !== null && !areSaved) refuse({ code: 'CODES_NOT_SAVED' });
      if (backupCode !== null && backupCode.length < 8) refuse({ code: 'BACKUP_CODE_MISMATCH' });
      return become({
        ...(scenario.twoFactor.offer === 'api' ? { status: on } : {}),
        ...(keepCodes ? { backupCodes: { ...kept(), total: 8, used: 0, unsure: 0 } } : {}),
        ...(keepKey ? { authenticator: kept() } : {}),
      });
    },
    'twoFactor.renewCodes': ({ password, code }) => {
      check(password, code);
      return { backupCodes: BACKUP_CODES };
    },
    'twoFactor.turnOff': ({ password, code }) => {
      check(password, code);
      return become({ status: { ...on, isOn: false, codesLeft: 0 }, authenticator: null, backupCodes: null });
    },
    'twoFactor.codes': () => ({ currentCode: '482193', nextCode: '007125', untilMs: Date.now() + 17_000, periodMs: 30_000 }),
    'twoFactor.showKey': ({ proof }) => {
      checkOwner(proof);
      return { secret: SETUP_KEY, otpauth: OTPAUTH };
    },
    'twoFactor.showCodes': ({ proof }) => {
      checkOwner(proof);
      return { list: BACKUP_CODES.map((code, at) => ({ code, use: at === 0 ? 'used' : at === 1 ? 'maybe' : 'unused' })) };
    },
    'twoFactor.copy': () => {
      areSaved ||= scenario.copyOutcome !== 'needsPress';
      return { outcome: scenario.copyOutcome, clearsAtMs: Date.now() + 30_000 };
    },
    'twoFactor.saveCodes': () => {
      areSaved = true;
      return { path: '/home/amy/dnanexus-backup-codes-amy.txt' };
    },
    'twoFactor.tellSaved': () => {
      areSaved = true;
      return {};
    },
    'twoFactor.dismiss': () => ({}),
    'twoFactor.forget': ({ what }) =>
      become(what === 'authenticator' ? { authenticator: null } : what === 'backupCodes' ? { backupCodes: null } : { deadCodes: null }),
  };
}
