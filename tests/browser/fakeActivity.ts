/** The activity record of a fake main: entries of the scenario, filtered as main does. */
import type { Part } from './fakeParts';
import type { Scenario } from './scenario';

export function activityHandlers(scenario: Scenario): Part<'activity'> {
  const wanted = ({ text, kind }: { text: string; kind: string }) =>
    scenario.activity.entries.filter(
      ({ deed, token, source }) =>
        (kind === 'all' || deed.startsWith(kind.slice(0, 5))) &&
        `${token?.label ?? ''} ${source.program ?? ''}`.toLowerCase().includes(text.trim().toLowerCase()),
    );
  return {
    'activity.load': (input) => {
      const found = wanted(input);
      return { entries: found.slice(0, input.limit), hasMore: found.length > input.limit, state: scenario.activityState };
    },
    'activity.ofToken': ({ signature }) => {
      const found = scenario.activity.entries.filter(({ token }) => token?.signature === signature);
      return { entries: found.slice(0, 100), hasMore: found.length > 100 };
    },
    'activity.verify': () => scenario.activity.report,
    'activity.export': (input) => ({ path: `/home/amy/dxkey-activity.${input.format}`, count: wanted(input).length }),
  };
}
