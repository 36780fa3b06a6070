import { parseArgs } from 'node:util';

export interface Options {
  port: number;
  folder: string;
  seedFile: string | null;
  hasFaults: boolean;
  cascade: boolean;
  /** Ends when its standard input does: how a test makes sure that a stand-in never outlives it. */
  untilStdinEnds: boolean;
}

export const USAGE = 'usage: npm run standin -- --port N --data DIR [--seed FILE] [--faults] [--cascade] [--until-stdin-ends]';

/** Throws an Error whose message is for a person. */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      seed: { type: 'string' },
      faults: { type: 'boolean', default: false },
      cascade: { type: 'boolean', default: false },
      host: { type: 'string' },
      'until-stdin-ends': { type: 'boolean', default: false },
    },
  });
  if (values.host !== undefined && values.host !== '127.0.0.1') {
    throw new Error('the stand-in listens on 127.0.0.1 only; --host takes no other address');
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port ?? '') || port > 65_535) throw new Error('--port takes a number from 0 (any free one) to 65535');
  if (values.data === undefined || values.data === '') throw new Error('--data takes the folder that keeps the state');
  return {
    port,
    folder: values.data,
    seedFile: values.seed ?? null,
    hasFaults: values.faults,
    cascade: values.cascade,
    untilStdinEnds: values['until-stdin-ends'],
  };
}
