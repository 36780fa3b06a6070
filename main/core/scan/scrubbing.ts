import type { ScanScrubbed } from '../../../preload/contract/contract';
import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import type { ScanService } from '../services';
import type { Place } from './findings';
import type { Look } from './look';
import { scrubbed } from './scrub';

/** Takes found tokens out of their files; a file that is no longer what was read stays as it is. */
export function createScrub(ground: Ground, looking: { needLook(): Look; tell(): void }): ScanService['scrub'] {
  const { scanFiles, log } = ground.ports;

  async function clean(look: Look, path: string, places: readonly Place[]): Promise<void> {
    const read = await scanFiles.read(path);
    const mark = look.marks.get(path);
    if (read === null || 'why' in read || mark === undefined || read.mark !== mark) throw new AppError('FILE_CHANGED');
    const [first] = places;
    const next = await scanFiles.replace(path, mark, scrubbed(read.bytes, places, first?.order ?? 'single'));
    // The places of what is left in it are where they were.
    look.marks.set(path, next);
    for (const { shown } of places) shown.isScrubbed = true;
  }

  return async ({ placeIds }) => {
    const look = looking.needLook();
    const wanted = new Set(placeIds);
    const byFile = new Map<string, Place[]>();
    for (const { places } of look.findings.list()) {
      for (const place of places) {
        if (!wanted.delete(place.shown.id) || place.shown.isScrubbed) continue;
        byFile.set(place.shown.path, [...(byFile.get(place.shown.path) ?? []), place]);
      }
    }
    if (wanted.size > 0) throw new AppError('SCAN_GONE');
    const done: ScanScrubbed = { scrubbedCount: 0, failed: [], hasHistory: false };
    for (const [path, places] of byFile) {
      try {
        await clean(look, path, places);
        done.scrubbedCount += places.length;
        done.hasHistory ||= places.some(({ shown }) => shown.kind === 'history');
      } catch (error) {
        if (!isAppError(error, 'FILE_CHANGED', 'FILE_FAULT', 'REFUSED')) throw error;
        log.warn('scan.notScrubbed', { code: error.code }, error.cause);
        done.failed.push({ path, code: error.code as ScanScrubbed['failed'][number]['code'] });
      }
    }
    looking.tell();
    return done;
  };
}
