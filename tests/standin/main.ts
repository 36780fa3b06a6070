/** The stand-in as a program: prints one JSON line when it answers, and nothing else on standard output. */
import { readFileSync } from 'node:fs';
import { USAGE, parseOptions } from './options';
import type { Options } from './options';
import { startStandin } from './standin';
import demo from './seeds/demo.json';

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function main(options: Options): Promise<void> {
  const seedText = options.seedFile === null ? JSON.stringify(demo) : readFileSync(options.seedFile, 'utf8');
  const standin = await startStandin({ ...options, seedText, notice: say });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void standin.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (options.untilStdinEnds) process.stdin.on('end', stop).on('error', stop).resume();
  process.stdout.write(`${JSON.stringify({ url: standin.url, accounts: standin.accounts })}\n`);
}

function optionsOrExit(): Options {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    say(`standin: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

main(optionsOrExit()).catch((error: unknown) => {
  say(`standin: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
