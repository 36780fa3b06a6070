import type { MintScope } from '../../preload/contract/contract';
import { isProjectId, readLevel } from './scope';
import type { Terminal } from './terminal';
import { UsageError } from './usage';

/** What a token may reach, from whoever sits at the terminal; null where declined. */
export async function askScope(terminal: Terminal, projectId: string | null): Promise<MintScope | null> {
  terminal.say(
    'What may it reach?\n  1  one project\n  2  all projects, up to a level\n  3  everything you can (full access)\n  q  nothing: do not make one\n',
  );
  const choice = await asked(terminal, 'Choose [1]: ', '1', (text) => {
    if (!/^[123q]$/.test(text)) throw new UsageError('choose 1, 2, 3 or q.');
    return text;
  });
  if (choice === 'q') return null;
  if (choice === '3') return { kind: 'full' };
  const id = choice === '2' ? '*' : (projectId ?? (await askProject(terminal)));
  const level = await asked(terminal, 'At which level (VIEW, UPLOAD, CONTRIBUTE, ADMINISTER)? [VIEW] ', 'VIEW', readLevel);
  return { kind: 'projects', projects: { [id]: level } };
}

function askProject(terminal: Terminal): Promise<string> {
  return asked(terminal, 'Project id: ', '', (text) => {
    if (!isProjectId(text)) throw new UsageError('a project id looks like project-xxxx, with 24 characters.');
    return text;
  });
}

/** Again until what was answered can be read. */
export async function asked<T>(terminal: Terminal, question: string, fallback: string, read: (text: string) => T): Promise<T> {
  for (;;) {
    try {
      return read(await terminal.ask(question, fallback));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.say(`${error.message}\n`);
    }
  }
}
