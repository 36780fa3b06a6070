/** A signed-in core with one held token, `study`, whose policy is given. */
import type { ConsentAnswer, PolicyKind } from '../../../preload/contract/contract';
import type { Asker } from '../../../main/core/ports';
import type { TestServices } from '../../fakes/createTestServices';
import { asker, consenting } from '../../fakes/fakeAskers';
import { settle } from '../../fakes/fakeClock';
import { signedIn, wanted } from './signedIn';

export const MINUTE = 60_000;
export const MAKE = '/usr/bin/make';
export const PASSPHRASE = 'correct horse battery staple';

export async function withPolicy(kind: PolicyKind, programs: { allow?: string[]; deny?: string[] } = {}) {
  const core = await signedIn();
  const { row } = await core.services.tokens.mint(wanted('study'));
  const { signature } = row;
  await core.services.consent.change({ signature, kind, allow: programs.allow ?? [], deny: programs.deny ?? [], forget: [] });
  for (const pid of [70, 71, 72]) core.processes.start(pid);
  const begin = (who: Asker = asker(), rest: Parameters<typeof consenting>[1] = {}) =>
    core.services.grants.begin({ name: 'study', kind: 'exec', pid: 70, projectId: null, consent: consenting(who, rest) });
  const answer = async (answered: ConsentAnswer) => {
    await settle();
    const question = core.services.consent.state();
    if (question === null) throw new Error('nothing is asked');
    await core.services.consent.answer({ id: question.id, answer: answered });
  };
  return { core, signature, begin, answer };
}

export const refused = (field: string, program: string | null = MAKE) => ({
  code: 'USE_REFUSED',
  details: { field, ...(program === null ? {} : { program }) },
});

export async function decisions(core: TestServices): Promise<string[]> {
  const { entries } = await core.services.audit.read({ wanted: ({ deed }) => deed.startsWith('consent.'), limit: 100 });
  return entries.map(({ deed, detail, source }) => `${deed} ${detail ?? '-'} ${source.program ?? '-'}`).reverse();
}
