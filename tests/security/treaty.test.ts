import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { operations, SECRET_ANSWERS } from '../../main/agent/messages';
import { CHANNELS, EVENTS } from '../../preload/contract/channels';
import { contract, events, SECRET_OUTPUTS, tokenSecret } from '../../preload/contract/contract';
import { leavesOf, looseObjectsOf } from './schemaWalk';

/** Names that a field with a secret would have. An error's or a state's `code` is an enum and no secret. */
const SECRET_NAME = /secret|password|passphrase|bearer|credential|otp|^token$|codes?$|auth|private|seed/i;

/** Fields of a schema that may carry a secret: by their schema, or by a name that no plain text should have. */
function secretFields(schema: z.ZodType): string[] {
  return leavesOf(schema)
    .filter(
      ({ path, schema: leaf, type }) =>
        leaf === tokenSecret || (type === 'string' && SECRET_NAME.test(path.at(-1) ?? '') && !PLAIN.includes(path.at(-1) ?? '')),
    )
    .map(({ path }) => path.join('.'));
}
/** Host names and URLs of the auth server. */
const PLAIN = ['authUrl', 'authHost'];

describe('what leaves main (SECURITY.md row 12)', () => {
  it('carries a secret to the page on the listed outputs alone', () => {
    const found = CHANNELS.flatMap((channel) => secretFields(contract[channel].output).map((field) => ({ channel, field })));
    expect(found).toEqual(SECRET_OUTPUTS);
  });

  it('carries none in an event', () => {
    expect(EVENTS.flatMap((event) => secretFields(events[event]))).toEqual([]);
  });

  it('carries a secret to the command on the listed answers alone', () => {
    const found = Object.entries(operations).flatMap(([op, { output }]) => secretFields(output).map((field) => ({ op, field })));
    expect(found).toEqual(SECRET_ANSWERS);
  });

  it('would be found by its schema or by its name, however deep', () => {
    const deep = z.strictObject({
      rows: z.array(z.strictObject({ inner: z.union([z.null(), z.strictObject({ backupCodes: z.array(z.string()) })]) })),
    });
    expect(secretFields(deep)).toEqual(['rows.inner.backupCodes']);
    expect(secretFields(z.strictObject({ harmless: tokenSecret.nullable() }))).toEqual(['harmless']);
  });
});

describe('the schemas (SECURITY.md row 10)', () => {
  it('are strict both ways, on every channel, event and call of the agent', () => {
    const all: [string, z.ZodType][] = [
      ...CHANNELS.flatMap((channel): [string, z.ZodType][] => [
        [`${channel} in`, contract[channel].input],
        [`${channel} out`, contract[channel].output],
      ]),
      ...EVENTS.map((event): [string, z.ZodType] => [event, events[event]]),
      ...Object.entries(operations).flatMap(([op, { input, output }]): [string, z.ZodType][] => [
        [`${op} in`, input],
        [`${op} out`, output],
      ]),
    ];
    expect(all.flatMap(([name, schema]) => looseObjectsOf(schema).map((path) => `${name}: ${path}`))).toEqual([]);
  });

  it('name the same channels and events as the preload', () => {
    expect(Object.keys(contract)).toEqual([...CHANNELS]);
    expect(Object.keys(events)).toEqual([...EVENTS]);
  });

  it('would be found where they are not strict', () => {
    expect(looseObjectsOf(z.strictObject({ a: z.array(z.object({ b: z.string() })) }))).toEqual(['a']);
  });
});
