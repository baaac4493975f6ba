// From the schemas that programs parse with to those of the description, JSON Schema draft 7 as AsyncAPI has it. One place
// for each: frames and parts by name, events with the data of every type of facts.
import { z } from 'zod';
import type { FactKind } from '../../src/chat/kernel/fact.ts';

export type JsonSchema = Record<string, unknown>;
type Named = Iterable<readonly [name: string, schema: z.ZodType]>;

export const refTo = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

/** `open`: who reads it passes over fields that it does not know. */
export function schemasOf(
  named: Named,
  { io, open }: { io: 'input' | 'output'; open: boolean },
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of named) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (name) => refTo(name).$ref,
    target: 'draft-7',
    io,
    override: ({ jsonSchema }) => {
      if (open) delete jsonSchema.additionalProperties;
      // Says nothing to who receives it, and who generates code from it makes setters of it.
      delete jsonSchema.readOnly;
      if (jsonSchema['x-extensible-enum'] !== undefined) delete jsonSchema.enum;
      // The whole calendar, which the format says, too.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      // As far as numbers go that JSON carries: no rule of ours.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [name, schema]),
  );
}

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
