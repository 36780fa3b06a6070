import { z } from 'zod';
import { PlatformError } from '../platformError';
import { isFullScope } from '../tokens';
import { orgsOf } from '../world';
import { callerOf, input, pickFields } from './call';
import type { Answer, Call } from './call';

/** dx asks for news at login; there never is any. */
export function greet(call: Call): Answer {
  callerOf(call);
  return { messages: [] };
}

export function whoami(call: Call): Answer {
  return { id: callerOf(call).person.id };
}

/** `email` and `billTo` only of oneself and with a full-scope token. */
export function describeUser(call: Call): Answer {
  const caller = callerOf(call);
  const person = call.platform.world.people.get(call.objectId);
  if (!person) throw new PlatformError('ResourceNotFound', `The entity ${call.objectId} could not be found`);
  const { id, first, middle, last, username, email, billTo } = person;
  const isOwn = person === caller.person && isFullScope(caller.token.scope);
  return pickFields({ id, class: 'user', first, middle, last, handle: username, ...(isOwn ? { email, billTo } : {}) }, call.body);
}

export function describeOrg(call: Call): Answer {
  const { person } = callerOf(call);
  const org = call.platform.world.orgs.get(call.objectId);
  if (!org) throw new PlatformError('ResourceNotFound', `The entity ${call.objectId} could not be found`);
  const level = org.members[person.id];
  if (!level) throw new PlatformError('PermissionDenied', `MEMBER permission required in ${org.id} to perform this action`);
  return pickFields(
    { id: org.id, class: 'org', name: org.name, handle: org.id.slice('org-'.length), level, policies: org.policies },
    call.body,
  );
}

export function findOrgs(call: Call): Answer {
  const { person } = callerOf(call);
  const asked = input(call, z.object({ level: z.enum(['MEMBER', 'ADMIN']).default('ADMIN'), describe: z.unknown().optional() }));
  const found = orgsOf(call.platform.world, person.id).filter((org) => asked.level === 'MEMBER' || org.members[person.id] === 'ADMIN');
  const results = found.map((org) => ({
    id: org.id,
    level: org.members[person.id],
    ...(asked.describe === undefined || asked.describe === false
      ? {}
      : { describe: pickFields({ id: org.id, class: 'org', name: org.name }, asked.describe) }),
  }));
  return { results, next: null };
}
