import type { FoundToken, ScanState } from '../../preload/contract/contract';
import type { OperationOutput } from '../agent/messages';
import type { AgentClient } from '../composeCommand';
import { AppError } from '../core/errors';
import { visible } from './errorText';
import type { Io } from './io';
import { childrenText, runningText } from './running';
import { foundName } from './scanText';
import { rotatedText } from './rotatedText';

interface EndParts {
  io: Pick<Io, 'err'>;
  client: AgentClient;
  agreed(question: string): Promise<boolean>;
  attempt(what: string, work: () => Promise<void>): Promise<void>;
  isKept(token: FoundToken): boolean;
}

/** What ends a found token on its platform: a new one in its place, or nothing. Each on its own yes. */
export function createEnds({ io, client, agreed, attempt, isKept }: EndParts) {
  async function rotateAll(state: ScanState): Promise<void> {
    const tokens = state.tokens.filter((token) => token.account !== null && token.state !== 'expired' && isKept(token));
    if (tokens.length === 0) io.err('Nothing to rotate: only what the keychain has is rotated; --import keeps it.\n');
    for (const token of tokens) {
      await attempt(foundName(token), async () => {
        const preview = await client.request('scanPreviewRotate', { tokenId: token.id });
        io.err(`To rotate: ${foundName(token)}\n${stopsText(preview)}`);
        if (!(await agreed('Put a new token in its place, and revoke this one once nothing here has it?'))) return;
        const rotated = await client.request('scanRotate', { tokenId: token.id, scope: null });
        io.err(rotatedText(foundName(token), rotated));
        if (rotated.problem !== null)
          throw new AppError(rotated.problem.code, rotated.problem.details === undefined ? {} : { details: rotated.problem.details });
      });
    }
  }

  async function revokeAll(state: ScanState): Promise<void> {
    for (const token of state.tokens) {
      if (token.account === null || token.state === 'expired') continue;
      await attempt(foundName(token), async () => {
        const preview = await client.request('scanPreviewRevoke', { tokenId: token.id });
        io.err(`To revoke: ${foundName(token)}\n${stopsText(preview)}`);
        if (!(await agreed('Revoke it?'))) return;
        const { outcome } = await client.request('scanRevoke', { tokenId: token.id, when: 'now' });
        io.err(`${outcome === 'queued' ? 'To be revoked as soon as it can be' : 'Revoked'}: ${foundName(token)}\n`);
      });
    }
  }

  return { rotateAll, revokeAll };
}

/** What stops with it, and what on this computer has it now. */
function stopsText({ running, childCount, leases }: OperationOutput<'scanPreviewRevoke'>): string {
  const holders = leases.map((lease) => `In use by ${visible(lease.program)} (${String(lease.pid)}).\n`);
  return [runningText(running), childrenText(childCount), ...holders].join('');
}
