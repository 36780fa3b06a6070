import { freshId } from './ids';
import type { JobRecord, TokenRecord } from './model';
import type { Platform } from './platform';

/** A running job bound to `token`; only the control route launches one. */
export function launchJob(platform: Platform, token: TokenRecord, projectId: string, name: string): JobRecord {
  const job: JobRecord = {
    id: freshId('job'),
    name,
    userId: token.userId,
    projectId,
    tokenSignature: token.signature,
    state: 'running',
    failureReason: null,
    createdMs: platform.clock.now(),
    endedMs: null,
  };
  platform.state.records.jobs.push(job);
  platform.state.save();
  return job;
}

/** A job's own token is derived from the one that launched it, so the job fails when that one dies (PROTOCOL.md). */
export function failJobsOf(platform: Platform, tokenSignature: string): void {
  for (const job of platform.state.records.jobs) {
    if (job.tokenSignature !== tokenSignature || job.state !== 'running') continue;
    job.state = 'failed';
    job.failureReason = 'AuthError';
    job.endedMs = platform.clock.now();
  }
}
