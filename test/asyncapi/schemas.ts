// The data of facts in the description: each type by name, and for an event which data it has. How a schema of ours becomes JSON
// Schema stands in src/gateway/api/json-schema.ts.
import type { z } from 'zod';
import type { FactKind } from '../../src/chat/kernel/fact.ts';
import { type JsonSchema, refTo } from '../../src/gateway/api/json-schema.ts';

/** The data of each type of facts, as this program's version writes it. */
export const dataOf = (kinds: readonly FactKind[]): (readonly [string, z.ZodType])[] =>
  kinds.map(({ type, versions }) => [type, newest(versions)]);

/** For an event: of which type and version, there the data is so. Of others nothing is said: newer versions have them. */
export const dataByType = (kinds: readonly FactKind[]): JsonSchema[] =>
  kinds.map(({ type, versions: { length: v } }) => ({
    if: {
      properties: { event: { const: type }, ...(v > 1 && { v: { const: v } }) },
      ...(v > 1 ? { required: ['v'] } : { not: { required: ['v'] } }),
    },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's word.
    then: { properties: { data: refTo(type) } },
  }));

function newest(versions: FactKind['versions']): z.ZodType {
  const last = versions.at(-1);
  if (last === undefined) throw new Error('a type of facts without a version');
  return last.data;
}
