import type { Finding } from '../../../preload/contract/contract';
import type { Command, Invocation } from '../command';
import { findingText, fixedText } from '../doctorText';
import { EXIT } from '../exitCodes';
import { counted, json } from '../text';

export const doctor: Command = {
  help: {
    usage: ['dxkey doctor [--fix] [--json]'],
    about: `Looks at what dxkey needs on this computer, and says of each thing whether it is ok, a warning or a fault, why it matters, and the
command or step that mends it. Starts nothing and sends no secret: a platform is asked who we are, without saying it. It takes
10 seconds at most, twice that with \`--fix\`. The same list stands in the window: Settings, This computer.`,
    sections: [
      {
        title: 'What it looks at',
        text: `The app and its socket; the keychain (ready, locked, denied, missing, hung, broken); whether the platform of each account answers
with a certificate that is accepted and a clock that agrees; proxies (\`dx\` ignores NO_PROXY); files that dxda and dxfuse prefer to the
environment; dxkey's own files and their permissions; folders that killed shells left; the command on the PATH; the hook in start files of shells; the programs that the
clipboard needs; the idle sensor; the tray; the runtime and version.

Without the app it goes on with what a command can see: then the way to the platform is not tried where it goes by a proxy, since
only the app takes that, and idle sensor and runtime are not told.`,
      },
    ],
    exits: { 0: 'every check is ok', 1: 'there is a warning or a fault' },
  },
  options: {
    fix: {
      type: 'boolean',
      about:
        'mends what loses nothing by it, and says each: a socket that nobody listens on, files and folders of dxkey that others could read, folders of shells that are gone',
    },
    json: { type: 'boolean', about: 'codes and facts; paths have the home folder as ~' },
  },
  maxPositionals: 0,
  async run(invocation) {
    const { io, app, flag } = invocation;
    const parts = await app.doctor();
    let findings = await parts.run();
    let mended: Awaited<ReturnType<typeof parts.fix>> = { fixed: [], failed: [] };
    if (flag('fix') && findings.some(({ mayFix }) => mayFix)) {
      mended = await parts.fix(findings);
      findings = await parts.run();
    }
    const isWell = findings.every(({ level }) => level === 'ok');
    if (flag('json')) io.out(json({ isWell, ...mended, findings }));
    else tell(invocation, findings, mended);
    return isWell ? EXIT.done : EXIT.notWell;
  },
};

function tell({ io, flag }: Invocation, findings: readonly Finding[], mended: Parameters<typeof fixedText>[0]): void {
  io.out(fixedText(mended));
  for (const finding of findings) io.out(findingText(finding));
  const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
  const bad = [counted(count('fault'), 'fault'), counted(count('warning'), 'warning')].join(', ');
  const isWell = count('fault') + count('warning') === 0;
  io.out(isWell ? 'All is well.\n' : `${bad}.\n`);
  if (!flag('fix') && findings.some(({ mayFix }) => mayFix)) io.out('`dxkey doctor --fix` mends what is marked so.\n');
}
