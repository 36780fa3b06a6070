import { z } from 'zod';
import { effectiveLevel } from '../invented/scopes';
import type { JobRecord } from '../model';
import { PlatformError } from '../platformError';
import { callerOf, input, pickFields } from './call';
import type { Answer, Call } from './call';

const findForm = z.object({
  launchedBy: z.union([z.string(), z.array(z.string())]).optional(),
  state: z.union([z.string(), z.array(z.string())]).optional(),
  project: z.string().optional(),
  describe: z.unknown().optional(),
  limit: z.number().int().min(1).max(1_000).default(1_000),
  starting: z.string().nullish(),
});

/** Executions of the projects that the caller's token reaches, newest first. */
export function findExecutions(call: Call): Answer {
  const caller = callerOf(call);
  const asked = input(call, findForm);
  const launchers = asked.launchedBy === undefined ? null : [asked.launchedBy].flat();
  const states = asked.state === undefined ? null : [asked.state].flat();
  const isVisible = (job: JobRecord) => {
    const project = call.platform.world.projects.get(job.projectId);
    return project !== undefined && effectiveLevel(call.platform, caller, project) !== null;
  };
  const all = call.platform.state.records.jobs
    .filter((job) => (launchers?.includes(job.userId) ?? true) && (states?.includes(job.state) ?? true))
    .filter((job) => (asked.project === undefined || job.projectId === asked.project) && isVisible(job))
    .sort((a, b) => b.createdMs - a.createdMs || a.id.localeCompare(b.id));
  const start = typeof asked.starting === 'string' ? all.findIndex((job) => job.id === asked.starting) : 0;
  if (start === -1) throw new PlatformError('InvalidInput', 'starting: not a value that this method gave');
  const results = all.slice(start, start + asked.limit).map((job) => ({
    id: job.id,
    ...(asked.describe === undefined || asked.describe === false ? {} : { describe: pickFields(description(job), asked.describe) }),
  }));
  return { results, next: all[start + asked.limit]?.id ?? null };
}

export function describeJob(call: Call): Answer {
  const caller = callerOf(call);
  const job = call.platform.state.records.jobs.find((each) => each.id === call.objectId);
  const project = job && call.platform.world.projects.get(job.projectId);
  if (!job || !project) throw new PlatformError('ResourceNotFound', `The entity ${call.objectId} could not be found`);
  if (effectiveLevel(call.platform, caller, project) === null) {
    throw new PlatformError('PermissionDenied', `VIEW permission required in ${project.id} to perform this action`);
  }
  return pickFields(description(job), call.body);
}

function description(job: JobRecord): Answer {
  return {
    id: job.id,
    class: 'job',
    name: job.name,
    executableName: job.name,
    project: job.projectId,
    launchedBy: job.userId,
    rootExecution: job.id,
    parentJob: null,
    state: job.state,
    created: job.createdMs,
    startedRunning: job.createdMs,
    modified: job.endedMs ?? job.createdMs,
    ...(job.failureReason === null
      ? {}
      : { failureReason: job.failureReason, failureMessage: 'The token that launched this job was revoked or has expired' }),
  };
}
