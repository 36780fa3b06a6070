/** An app that is signed in on a stand-in of its own, with as many tokens as wanted. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { appEnv, dxkey, scratch, startProbed, startStandin, testBuild } from './app.mjs';

const PASSWORD = 'correct horse';
/** A made-up token of a made-up platform that lives as long as the bench. */
const SECRET = 'BenchBenchBenchBenchBenchBench01';
export const NEEDLE = 'needle';
export const NEEDLES = 5;

/** @param {number} tokenCount the one that the app signs in with included @param {number} projectCount */
function seed(tokenCount, projectCount) {
  const others = Array.from({ length: tokenCount - 1 }, (_, index) => ({
    user: 'amy',
    label: index < NEEDLES ? `${NEEDLE} ${index}` : `pipeline ${index}`,
    createdAgoMs: index * 60_000,
  }));
  return {
    accounts: [{ username: 'amy', password: PASSWORD, first: 'Amy', last: 'Ashdown' }],
    tokens: [{ user: 'amy', label: 'bench', secret: SECRET }, ...others],
    generate: { projects: projectCount },
  };
}

/** Signed in as the window does it, so that idle logout watches. @param {Awaited<ReturnType<typeof startProbed>>} app */
async function byPassword(app) {
  const input = JSON.stringify({ platform: { kind: 'standin' }, username: 'amy', password: PASSWORD });
  const answer = await app.evaluate(`window.dxkey.session.signIn(${input})`);
  if (answer.value?.status !== 'signedIn') throw new Error(`The sign-in came to ${JSON.stringify(answer)}.`);
}

/** @param {number} tokenCount @param {'token' | 'password'} [way] @param {number} [projectCount] */
export async function startSignedIn(tokenCount, way = 'token', projectCount = 0) {
  const folder = scratch();
  const seedFile = path.join(folder, 'seed.json');
  writeFileSync(seedFile, JSON.stringify(seed(tokenCount, projectCount)));
  const standin = await startStandin(path.join(folder, 'standin'), seedFile);
  const env = appEnv(path.join(folder, 'data'), { DXKEY_STANDIN_URL: standin.url });
  const app = await startProbed(testBuild, [], env);
  await app.drawnAt("document.documentElement.dataset.ready === 'true'");
  if (way === 'password') await byPassword(app);
  else dxkey(['login', '--token-stdin', '--platform', 'standin', '--label', 'bench', '--noprojects'], env, `${SECRET}\n`);
  return {
    ...app,
    env,
    dataFolder: path.join(folder, 'data'),
    async end() {
      await app.end();
      standin.end();
    },
  };
}
