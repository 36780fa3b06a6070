/** Files as people and tools leave them, with a token in each. */
import type { Random } from './random';

export interface Kind {
  name: string;
  path(id: string): string;
  /** Whether a token of nobody is recognised in it by what stands before it. */
  bodies: readonly ((random: Random) => string)[];
}

/** Stands for the token, and needs no escape in any of these. */
export const TOKEN_MARK = '@@TOKEN@@';
const TOKEN = TOKEN_MARK;

const dxConfig = (random: Random, tail: Record<string, string> = {}): string =>
  JSON.stringify(
    {
      DX_APISERVER_PROTOCOL: 'https',
      DX_APISERVER_HOST: 'api.dnanexus.com',
      DX_APISERVER_PORT: '443',
      DX_PROJECT_CONTEXT_ID: `project-${random.text('0123456789BFGJKPQVXYZbfgjkpqvxyz', 24)}`,
      DX_SECURITY_CONTEXT: JSON.stringify(
        random.below(2) === 0
          ? { auth_token: TOKEN, auth_token_type: random.pick(['Bearer', 'bearer']) }
          : { auth_token_type: 'Bearer', auth_token: TOKEN },
      ),
      ...tail,
    },
    null,
    random.pick([0, 2, 4, '\t']),
  );

const notebook = (lines: readonly string[], random: Random): string =>
  JSON.stringify(
    {
      cells: [
        { cell_type: 'code', execution_count: random.below(90), metadata: {}, outputs: [], source: lines.map((line) => `${line}\n`) },
      ],
      nbformat: 4,
    },
    null,
    random.pick([0, 1, 2]),
  );

const security = `'{"auth_token": "${TOKEN}", "auth_token_type": "Bearer"}'`;

export const SHELL_LINES: readonly string[] = [
  `export DX_API_TOKEN=${TOKEN}`,
  `DX_API_TOKEN='${TOKEN}' make all`,
  `dx login --token ${TOKEN}`,
  `dx login --noprojects --token=${TOKEN} && dx ls`,
  `dx login --token "${TOKEN}" --staging 2>/dev/null`,
  `/opt/dx-toolkit/bin/dx login --host api.dnanexus.com --token ${TOKEN}`,
  `./ua --auth-token ${TOKEN} --project p reads.fq.gz`,
  `ua --read-threads 8 --auth-token=${TOKEN} *.bam`,
  `export DX_SECURITY_CONTEXT=${security}`,
  `curl -H 'Authorization: Bearer ${TOKEN}' https://api.dnanexus.com/system/whoami -d '{}'`,
  `curl https://api.dnanexus.com/system/whoami -d '{}' -H "Authorization: Bearer ${TOKEN}"`,
  `setenv DX_API_TOKEN ${TOKEN}`,
  `env DX_API_TOKEN=${TOKEN} nextflow run main.nf`,
];
const lines = SHELL_LINES.map((line) => () => line);

export const KINDS: readonly Kind[] = [
  {
    name: 'dxConfig',
    path: () => '.dnanexus_config/environment.json',
    bodies: [(random) => dxConfig(random), (random) => dxConfig(random, { DX_USERNAME: 'amy', DX_CLI_WD: '/' })],
  },
  {
    name: 'dxSession',
    path: (id) => `.dnanexus_config/sessions/${id}/environment.json`,
    bodies: [(random) => dxConfig(random), (random) => dxConfig(random, { DX_PROJECT_CONTEXT_NAME: 'naïve «cohort»' })],
  },
  {
    name: 'bashHistory',
    path: () => '.bash_history',
    bodies: [
      ...lines,
      ...SHELL_LINES.map((line) => (random: Random) => `#${String(1_700_000_000 + random.below(9_000_000))}\n${line}`),
      () => `dx login \\\n  --noprojects \\\n  --token ${TOKEN}`,
    ],
  },
  {
    name: 'zshHistory',
    path: () => '.zsh_history',
    bodies: [
      ...SHELL_LINES.map((line) => (random: Random) => `: ${String(1_700_000_000 + random.below(9_000_000))}:0;${line}`),
      () => `: 1700000001:4;dx login \\\\\n --token ${TOKEN}`,
    ],
  },
  {
    name: 'fishHistory',
    path: () => '.local/share/fish/fish_history',
    bodies: [
      ...SHELL_LINES.map((line) => () => `- cmd: ${line.replaceAll('\\', '\\\\')}\n  when: 1700000000`),
      () => `- cmd: set -gx DX_API_TOKEN ${TOKEN}\n  when: 1700000000\n  paths:\n    - data`,
      () => `- cmd: begin\\nexport DX_API_TOKEN=${TOKEN}\\nend\n  when: 1700000000`,
      () => `- cmd: dx login \\\\\\n  --token ${TOKEN}\n  when: 1700000000`,
    ],
  },
  {
    name: 'powershellHistory',
    path: () => '.local/share/powershell/PSReadLine/ConsoleHost_history.txt',
    bodies: [() => `$env:DX_API_TOKEN = "${TOKEN}"`, () => `dx.exe login --token ${TOKEN}`.replace('dx.exe', 'dx')],
  },
  {
    name: 'netrc',
    path: () => '.netrc',
    bodies: [
      () => `machine api.dnanexus.com login amy password ${TOKEN}`,
      () => `machine auth.dnanexus.com\n  login amy\n  password ${TOKEN}`,
      () => `machine dl.dnanexus.com password ${TOKEN} login amy`,
    ],
  },
  {
    name: 'env',
    path: (id) => `project-${id}/.env`,
    bodies: [
      () => `DX_API_TOKEN=${TOKEN}`,
      () => `export DX_API_TOKEN="${TOKEN}"`,
      () => `DX_SECURITY_CONTEXT=${security}`,
      () => `DX_AUTH_TOKEN: '${TOKEN}'`,
      () => `DNANEXUS_TOKEN=${TOKEN}`,
      () => `UPLOAD=\${DX_API_TOKEN:-${TOKEN}}`,
    ],
  },
  {
    name: 'notebook',
    path: (id) => `notebooks/${id}.ipynb`,
    bodies: [
      (random) => notebook([`os.environ["DX_API_TOKEN"] = "${TOKEN}"`], random),
      (random) => notebook([`os.environ['DX_SECURITY_CONTEXT'] = ${security}`], random),
      (random) => notebook(['import dxpy', `dxpy.set_security_context({"auth_token_type": "Bearer", "auth_token": "${TOKEN}"})`], random),
      (random) => notebook(['dxpy.set_security_context({', '    "auth_token_type": "Bearer",', `    "auth_token": "${TOKEN}"})`], random),
      (random) => notebook([`!dx login --token ${TOKEN} --noprojects`], random),
      (random) => notebook([`%env DX_API_TOKEN=${TOKEN}`], random),
      (random) => notebook([`%env DX_API_TOKEN ${TOKEN}`], random),
      (random) => notebook([`subprocess.run(["dx", "login", "--token", "${TOKEN}"])`], random),
      (random) => notebook([`os.environ.setdefault("DX_API_TOKEN", "${TOKEN}")`], random),
      (random) => notebook([`cfg = json.loads(${JSON.stringify(dxConfig(random))})`], random),
      (random) => notebook([`open("x.sh").write("#!/bin/sh\\nexport DX_API_TOKEN=${TOKEN}\\n")`], random),
    ],
  },
  {
    name: 'renviron',
    path: (id) => `r-${id}/.Renviron`,
    bodies: [() => `DX_API_TOKEN=${TOKEN}`, () => `DX_API_TOKEN = "${TOKEN}"`, () => `DX_SECURITY_CONTEXT=${security}`],
  },
  {
    name: 'nextflow',
    path: (id) => `flow-${id}/nextflow.config`,
    bodies: [
      () => `env {\n  DX_API_TOKEN = '${TOKEN}'\n}`,
      () => `params.dx_token = "${TOKEN}"`,
      () => `env.DX_API_TOKEN = "${TOKEN}"`,
      () => `params {\n  dxToken = '${TOKEN}'\n  reads = 'data/*.fq'\n}`,
    ],
  },
  {
    name: 'nextflowScript',
    path: (id) => `flow-${id}/main.nf`,
    bodies: [
      () => `process up {\n  script:\n  """\n  dx login --token ${TOKEN}\n  """\n}`,
      () => `process up {\n  script:\n  """\n  ua --auth-token ${TOKEN} x\n  """\n}`,
    ],
  },
  {
    name: 'ansible',
    path: (id) => `play-${id}/site.yml`,
    bodies: [
      () => `- hosts: all\n  environment:\n    DX_API_TOKEN: ${TOKEN}\n`,
      () => `- hosts: all\n  vars:\n    dx_api_token: "${TOKEN}"\n`,
      () => `- name: log in\n  shell: dx login --token ${TOKEN}\n`,
      () => `env:\n  - name: DX_API_TOKEN\n    value: ${TOKEN}\n`,
      () => `dnanexus_token: >-\n    ${TOKEN}\n`,
    ],
  },
];

/** Where nothing but its signature tells a token: only one that is known is found here. */
export const PLAIN: readonly string[] = [
  `token: ${TOKEN}`,
  `key="${TOKEN}"`,
  `# ${TOKEN}`,
  `{"value":"line one\\n${TOKEN}"}`,
  `q=%3D${TOKEN}&x`,
  `see\t${TOKEN}.`,
  `(${TOKEN})`,
  `\u001b[0m${TOKEN}`,
];
