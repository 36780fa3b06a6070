import type { Log } from '../../main/core/ports';

export interface MemoryLog extends Log {
  /** What was logged, each entry whole, so that a test can search it for a canary. */
  readonly entries: { level: 'info' | 'warn'; event: string; fields: unknown; error: unknown }[];
  events(): string[];
}

export function memoryLog(): MemoryLog {
  const entries: MemoryLog['entries'] = [];
  return {
    entries,
    events: () => entries.map((entry) => entry.event),
    info: (event, fields) => entries.push({ level: 'info', event, fields, error: undefined }),
    warn: (event, fields, error) => entries.push({ level: 'warn', event, fields, error }),
  };
}
