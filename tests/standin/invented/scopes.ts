/**
 * OUR INVENTION (PROTOCOL.md `?`): that a project's own entry in a scope wins over `*`, and that `phiAccess` is stored and
 * shown but opens and closes nothing. Known from third parties are the form and the levels.
 */
import { LEVELS } from '../model';
import type { Level, Project, Scope } from '../model';
import type { Platform } from '../platform';
import { levelOf } from '../world';
import type { Caller } from '../tokens';

/** The lesser of what the person holds and what the token was given; null for no access at all. */
export function effectiveLevel(platform: Platform, caller: Caller, project: Project): Level | null {
  const held = levelOf(platform.world, caller.person.id, project);
  const given = scopedLevel(caller.token.scope, project.id);
  if (held === null || given === null) return null;
  return LEVELS[Math.min(LEVELS.indexOf(held), LEVELS.indexOf(given))] ?? null;
}

function scopedLevel(scope: Scope, projectId: string): Level | null {
  return 'full' in scope ? 'ADMINISTER' : (scope.projects[projectId] ?? scope.projects['*'] ?? null);
}
