import type { Finding } from '../../../preload/contract/contract';
import type { Command, Invocation } from '../command';
import { findingText, fixedText } from '../doctorText';
import { EXIT } from '../exitCodes';
import { counted, json } from '../text';

export const doctor: Command = {
  help: `Usage: dxkey doctor [--fix] [--json]

Looks at what dxkey needs on this computer: the app and its socket, the keychain, whether the platforms answer and their clocks agree,
proxies, files that would win over the environment, permissions, folders that killed shells left, clipboard, idle sensor, tray, version.
Each is ok, a warning or a fault; the latter two say why it matters and what mends it. Nothing is started, and no secret is sent.

  --fix   mends what loses nothing by it, and says each: a socket that nobody listens on, files and folders of dxkey that others
          could read, folders of shells that are gone
  --json  every finding by its code

Ends with 0 only when every check is ok, with 1 where there is a warning or a fault. Takes 10 seconds at most, twice that with --fix.
`,
  options: { fix: { type: 'boolean' }, json: { type: 'boolean' } },
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
