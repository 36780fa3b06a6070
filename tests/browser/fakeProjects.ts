import { reachOf } from '../../main/core/tokens/reach';
import type { Scenario } from './scenario';
import type { Part } from './fakeParts';

/** The account's projects, and what a token of them reaches by the very rules of core. */
export function projectHandlers(scenario: Scenario): Part<'projects'> & Pick<Part<'tokens'>, 'tokens.reach'> {
  return {
    'projects.find': ({ query, limit }) => {
      const found = scenario.projects.filter((one) => one.name.toLowerCase().includes(query.toLowerCase()) || one.id.includes(query));
      return { projects: found.slice(0, limit), hasMore: found.length > limit };
    },
    'tokens.reach': ({ scope }) => reachOf(scope, { projects: scenario.projects, isWhole: scenario.projectsProblem === null }),
  };
}
