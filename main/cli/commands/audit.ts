import type { OperationOutput } from '../../agent/messages';
import type { Command } from '../command';
import { EXIT } from '../exitCodes';
import { counted, json } from '../text';
import { UsageError } from '../usage';

export const audit: Command = {
  help: {
    usage: ['dxkey audit verify [--json]'],
    about: `Looks through the whole activity record of this computer: whether an entry was changed, cut out, added or moved since it was
written.

The app keeps a record of what is done with tokens: made, copied, given to a process (program, folder, terminal), revoked; and of
sign-ins and two-factor authentication. The window shows it under Activity, which also exports it. The proof goes as far as the
last anchor in the keychain; entries after it (fewer than 100 after a crash, none after a quit) are counted as unproven.`,
    exits: { 0: 'nothing is wrong', 1: 'an entry is not as it was written' },
  },
  options: {
    json: { type: 'boolean', about: 'every finding with file and line' },
  },
  maxPositionals: 1,
  firstWord: ['verify'],
  async run({ io, app, flag, positionals }) {
    if (positionals[0] !== 'verify') throw new UsageError('say `dxkey audit verify`.');
    const client = await app.connect();
    const report = await client.request('verifyActivity', {});
    io.out(flag('json') ? json(report) : text(report));
    return report.findings.length === 0 ? EXIT.done : EXIT.notAsItWas;
  },
};

type Report = OperationOutput<'verifyActivity'>;

function text({ proven, unproven, older, findings }: Report): string {
  const lines = findings.map(({ kind, file, line, n }) =>
    kind === 'missing'
      ? `Entry ${String(n)} and what followed it up to the last anchor is missing.`
      : `Entry ${String(n)} is not as it was written (${file ?? '?'}, line ${String(line ?? '?')}).`,
  );
  lines.push(`${counted(proven, 'entry', 'entries')} proven.`);
  if (unproven > 0) lines.push(`${counted(unproven, 'entry', 'entries')} after the last anchor: not proven, and not known to be wrong.`);
  if (older > 0)
    lines.push(`${counted(older, 'older entry', 'older entries')} whose key the keychain no longer has: nothing can be proven of them.`);
  lines.push(
    findings.length === 0
      ? 'Nothing was changed.'
      : 'Somebody or something changed the record. Keep the files as they are, and ask who had access to this computer.',
  );
  return `${lines.join('\n')}\n`;
}
