import type { AgentClient } from '../../composeCommand';
import { chooseProject } from '../chooseProject';
import { JSON_OPTION, type Command, type Invocation } from '../command';
import { visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { findProject } from '../projects';
import { json, table, tokenName } from '../text';
import { UsageError } from '../usage';

const LISTED = 1000;

export const select: Command = {
  help: {
    usage: ['dxkey select [PROJECT] [--token NAME] [--none] [--json]'],
    about: `Sets the default project of a token: what \`dxkey env\` and \`dxkey exec\` put into DX_PROJECT_CONTEXT_ID. PROJECT is an id or a name. Without
PROJECT it offers a choice on a terminal, and otherwise lists the projects.`,
    examples: [
      { line: 'dxkey select "Exome 2026"', about: 'of the shell token' },
      { line: 'dxkey select project-xxxx --token "ci upload"', about: 'of another one' },
    ],
  },
  options: {
    token: { type: 'string', value: 'NAME', about: "of this token instead of this computer's shell token" },
    none: { type: 'boolean', about: 'clears it' },
    ...JSON_OPTION,
  },
  maxPositionals: 1,
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag, text } = invocation;
    const wanted = invocation.positionals[0];
    if (flag('none') && wanted !== undefined) throw new UsageError('--none takes no PROJECT.');
    const client = await app.connect();
    let projectId: string | null = null;
    if (!flag('none')) {
      if (wanted === undefined && (flag('json') || io.terminal() === null)) return list(invocation, client);
      projectId = wanted === undefined ? await choose(invocation, client) : await findProject(io, client, wanted);
      if (projectId === null) return EXIT.done;
    }
    const row = await client.request('selectProject', { name: text('token'), projectId });
    const project = row.defaultProject === null ? 'none' : `${row.defaultProject.id} ${row.defaultProject.name ?? ''}`.trim();
    io.out(flag('json') ? json(row) : `Default project of ${tokenName(row)}: ${visible(project)}\n`);
    return EXIT.done;
  },
};

async function choose({ io }: Invocation, client: AgentClient): Promise<string | null> {
  const terminal = io.terminal();
  return terminal === null ? null : chooseProject(client, terminal);
}

async function list({ io, flag }: Invocation, client: AgentClient): Promise<number> {
  const found = await client.request('findProjects', { query: '', limit: LISTED });
  if (flag('json')) io.out(json(found));
  else {
    const rows = found.projects.map((one) => [one.id, one.level ?? '-', one.region ?? '-', one.name]);
    io.out(table(['PROJECT', 'LEVEL', 'REGION', 'NAME'], rows));
    if (found.hasMore) io.err(`Only the first ${String(LISTED)} are listed.\n`);
  }
  return EXIT.done;
}
