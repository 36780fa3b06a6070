import type { OperationOutput } from '../agent/messages';
import { timeLeft } from './text';

const OLD = {
  kept: 'The old one is left until it expires.',
  waits: 'The old one lives until every process here that has it has ended, and is revoked then.',
  asks: 'The old one lives until you say in the dxkey window that it may be revoked.',
  revoking: 'The old one is being revoked, once no execution of the account runs.',
  gone: 'The old one is revoked.',
} as const;

/** What came of a rotation, and what becomes of the old token. */
export function rotatedText(name: string, rotated: OperationOutput<'rotateToken'>): string {
  if (!rotated.isSwitched)
    return `A new token for ${name} is kept, and could not be proved yet: the old one goes on, and dxkey tries again.\n`;
  return `Rotated: ${name}, expires ${timeLeft(rotated.row?.expiresMs ?? null, Date.now())}. ${OLD[rotated.old]}\n`;
}
