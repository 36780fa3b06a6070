/** What looks like a token and is none: none of it may be found. */
import { ALNUM, HEX, type Random } from './random';

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = `${ALNUM}+/`;

export const LOOK_ALIKES: readonly ((random: Random) => string)[] = [
  (random) => `commit ${random.text(HEX, 40)}`,
  (random) => `git checkout ${random.text(HEX, 40)}`,
  (random) => `${random.text(HEX, 32)}  reads_${String(random.below(99))}.fastq.gz`,
  (random) => `MD5 (a.bam) = ${random.text(HEX, 32)}`,
  (random) => `uuid: ${random.text(HEX, 32)}`,
  (random) => `id=${[8, 4, 4, 4, 12].map((length) => random.text(HEX, length)).join('-')}`,
  (random) => `sha256:${random.text(HEX, 64)}`,
  (random) => `data:image/png;base64,${random.text(BASE64, 400)}==`,
  (random) => `export GITHUB_TOKEN=ghp_${random.text(ALNUM, 36)}`,
  (random) => `gh auth login --token ${random.text(ALNUM, 32)}`,
  (random) => `export AWS_SECRET_ACCESS_KEY=${random.text(BASE64, 40)}`,
  (random) => `TWILIO_AUTH_TOKEN=${random.text(HEX, 32)}`,
  (random) => `auth_token: ${random.text(HEX, 32)}`,
  (random) => `{"auth_token": "${random.text(ALNUM, 32)}", "account": "AC${random.text(HEX, 32)}"}`,
  (random) => `//registry.npmjs.org/:_authToken=npm_${random.text(ALNUM, 36)}`,
  (random) => `export API_KEY=${random.text(ALNUM, 32)}`,
  (random) => `INDX_API_TOKEN=${random.text(ALNUM, 32)}`,
  (random) => `curl -H "Authorization: Bearer ${random.text(ALNUM, 32)}" https://api.example.org/v1`,
  (random) => `machine github.com login amy password ${random.text(ALNUM, 32)}`,
  (random) => `machine api.dnanexus.com login amy password x\nmachine other.org login amy password ${random.text(ALNUM, 32)}`,
  (random) => `dx select project-${random.text('0123456789BFGJKPQVXYZbfgjkpqvxyz', 24)}`,
  (random) => `export DX_PROJECT_CONTEXT_ID=project-${random.text('0123456789BFGJKPQVXYZbfgjkpqvxyz', 24)}`,
  (random) => `export DX_FILE_MD5=${random.text(HEX, 32)}`,
  (random) => `dx download file-${random.text('0123456789BFGJKPQVXYZbfgjkpqvxyz', 24)} -o ${random.text(LOWER, 32)}`,
  (random) => `dx login\ngh auth login --token ${random.text(ALNUM, 32)}`,
  (random) => `dx login; other login --token ${random.text(ALNUM, 32)}`,
  () => 'export DX_API_TOKEN=$TOKEN',
  () => 'DX_API_TOKEN=${{ secrets.DX_API_TOKEN_OF_THIS_PROJECT }}',
  () => 'DX_API_TOKEN="$(cat ~/.secrets/dnanexus-token-of-the-lab)"',
  () => 'DX_API_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  () => 'DX_API_TOKEN=replace-this-with-your-own-token',
  () => 'DX_API_TOKEN=\nAWS_DEFAULT_OUTPUT_FORMAT_9aB=json',
  () => '# set DX_API_TOKEN environment-variable-before-running-this',
  () => 'DX_SECURITY_CONTEXT={"auth_token": "removed-by-dxkey-xxxxxxxxxxxxxxx", "auth_token_type": "Bearer"}',
  (random) => `jwt=eyJ${random.text(ALNUM, 30)}.eyJ${random.text(ALNUM, 60)}.${random.text(ALNUM, 43)}`,
  (random) => `session_cookie=${random.text(ALNUM, 32)}; path=/`,
  (random) => `conda_build_hash: h${random.text(HEX, 31)}`,
];

/** Lines of no account, in the alphabets that people write. */
export const PROSE: readonly string[] = [
  'ls -la',
  'make -j4',
  '# rÃ©sumÃ© â\u0080\u0094 â\u0080\u009cquoted\u0080\u009d',
  'echo "done"',
  'ssh lab.example.org',
  'git commit -m "fix: \xe4\xf6\xfc\xff"',
  'for f in *.bam; do samtools index $f; done',
  '\t\tindented: yes',
  '',
];
