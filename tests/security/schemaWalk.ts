/** Walks zod schemas by their definitions. */
import type { z } from 'zod';

interface Definition {
  type: string;
  shape?: Record<string, z.ZodType>;
  catchall?: z.ZodType;
  element?: z.ZodType;
  innerType?: z.ZodType;
  options?: z.ZodType[];
  valueType?: z.ZodType;
  in?: z.ZodType;
  out?: z.ZodType;
  items?: z.ZodType[];
}

export interface Leaf {
  /** Names of the fields on the way, without positions. */
  path: string[];
  schema: z.ZodType;
  type: string;
}

const LEAVES = ['string', 'number', 'boolean', 'enum', 'literal', 'null', 'unknown', 'any', 'undefined', 'int', 'never'];

/** Every schema inside a schema that has no schema inside; throws on a kind that it does not know, so that nothing is passed by. */
export function leavesOf(schema: z.ZodType, path: string[] = []): Leaf[] {
  const def = schema.def as unknown as Definition;
  const inner = insideOf(def);
  if (inner !== null) return inner.flatMap(([name, child]) => leavesOf(child, name === null ? path : [...path, name]));
  if (!LEAVES.includes(def.type)) throw new Error(`a schema of kind ${def.type} at ${path.join('.')} is not known to the walk`);
  return [{ path, schema, type: def.type }];
}

/** Every object schema inside a schema that lets unknown fields pass. */
export function looseObjectsOf(schema: z.ZodType, path: string[] = []): string[] {
  const def = schema.def as unknown as Definition;
  const here = def.type === 'object' && (def.catchall?.def as Definition | undefined)?.type !== 'never' ? [path.join('.') || '(top)'] : [];
  return [...here, ...(insideOf(def) ?? []).flatMap(([name, child]) => looseObjectsOf(child, name === null ? path : [...path, name]))];
}

function insideOf(def: Definition): [string | null, z.ZodType][] | null {
  if (def.shape !== undefined) return Object.entries(def.shape);
  const children = [def.element, def.innerType, def.valueType, def.in, def.out, ...(def.options ?? []), ...(def.items ?? [])];
  const present = children.filter((child) => child !== undefined);
  return present.length === 0 ? null : present.map((child) => [null, child]);
}
