// From the schemas that programs parse with to those of the descriptions for machines: JSON Schema in OpenAPI's dialect, or AsyncAPI's.
// One place for each that has a name: where it is part of another, that one refers to it.
import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;
type Named = Iterable<readonly [name: string, schema: z.ZodType]>;

export const refTo = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

export interface SchemaOptions {
  io: 'input' | 'output';
  /** Who reads it passes over fields that it does not know. */
  open: boolean;
  target: 'draft-7' | 'draft-2020-12';
}

export function schemasOf(
  named: Named,
  { io, open, target }: SchemaOptions,
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of named) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (name) => refTo(name).$ref,
    target,
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
