import type { TwoFactorState } from '../../preload/contract/contract';

/** A platform that offers it over the API, and an account that has it off. */
export const twoFactorOf = (accountId: string, checkedMs: number): TwoFactorState => ({
  accountId,
  offer: 'api',
  isChecking: false,
  problem: null,
  checkedMs,
  status: { isOn: false, mandatoryFor: null, enabledMs: null, codesLeft: 0 },
  authenticator: null,
  backupCodes: null,
  deadCodes: null,
  isKeyDead: false,
  clockOffsetMs: 0,
});
