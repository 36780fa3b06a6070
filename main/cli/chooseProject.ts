import type { Project } from '../../preload/contract/contract';
import type { AgentClient } from '../composeCommand';
import { visible } from './errorText';
import type { Terminal } from './terminal';

/** As many as a screen shows; typing narrows them. */
const SHOWN = 20;

/** Null where none was chosen. A number picks, other text searches again, Return alone leaves it. */
export async function chooseProject(client: AgentClient, terminal: Terminal): Promise<string | null> {
  let query = '';
  for (;;) {
    const { projects, hasMore } = await client.request('findProjects', { query, limit: SHOWN });
    if (projects.length === 0 && query === '') return null;
    terminal.say(projects.length === 0 ? 'No such project.\n' : listing(projects, hasMore));
    const answer = await terminal.ask('Default project (number, text to search, Return for none): ', '');
    if (answer === '') return null;
    const picked = /^\d{1,3}$/.test(answer) ? projects[Number(answer) - 1] : projects.find((one) => one.id === answer);
    if (picked !== undefined) return picked.id;
    query = answer.slice(0, 200);
  }
}

export function listing(projects: readonly Project[], hasMore: boolean): string {
  const lines = projects.map(
    (one, index) =>
      `${String(index + 1).padStart(3)}  ${visible(one.id)}  ${visible(one.name)}${one.level === null ? '' : ` (${one.level})`}`,
  );
  if (hasMore) lines.push('     and more');
  return `${lines.join('\n')}\n`;
}
