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
    'projects.page': ({ query, offset, limit }) => {
      const isRead = scenario.projectsProblem === null || scenario.projects.length > 0;
      const wanted = query.trim().toLowerCase();
      const found = scenario.projects.filter((one) => one.name.toLowerCase().includes(wanted) || one.id.toLowerCase().includes(wanted));
      const problem = scenario.projectsProblem;
      return {
        projects: isRead ? found.slice(offset, offset + limit) : [],
        count: isRead ? found.length : 0,
        isWhole: problem === null,
        isLoading: false,
        problem,
      };
    },
    'tokens.reach': ({ scope }) => reachOf(scope, { projects: scenario.projects, isWhole: scenario.projectsProblem === null }),
  };
}
