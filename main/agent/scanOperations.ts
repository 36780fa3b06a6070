import type { Services } from '../core/services';
import type { OperationInput, OperationName, OperationOutput } from './messages';

type ScanName = Extract<OperationName, `scan${string}`>;
type ScanOperations = {
  readonly [O in ScanName]: (
    input: OperationInput<O>,
    caller: { account: string | null },
  ) => OperationOutput<O> | Promise<OperationOutput<O>>;
};

/** The search for tokens in files. The command names what was found by ids: it never has a secret of it. */
export function scanOperations({ scan }: Services, idOf: (account: string | null) => string | undefined): ScanOperations {
  return {
    scanRun: ({ paths }, caller) => scan.run({ paths, accountId: idOf(caller.account) }),
    scanAsk: (input) => scan.ask(input),
    scanImport: (input) => scan.import(input),
    scanScrub: (input) => scan.scrub(input),
    scanPreviewRevoke: (input) => scan.previewRevoke(input),
    scanRevoke: (input) => scan.revoke(input),
    scanPreviewRotate: (input) => scan.previewRotate(input),
    scanRotate: (input) => scan.rotate(input),
  };
}
