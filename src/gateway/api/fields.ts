// Fields of a request, taken from the schema of the frame that they become: what a field may be and what it means is said once.
// Pure.
import { z } from 'zod';
import { COMMANDS, QUESTIONS } from '../../chat/features.ts';
import type { Fields } from './route.ts';

/** Of a command's or a question's schema. Throws where there is no such field: the table of routes is wrong then. */
export function fieldsOf(type: string, names: readonly string[]): Fields {
  const schema = (COMMANDS.get(type) ?? QUESTIONS.get(type))?.schema;
  if (!(schema instanceof z.ZodObject)) throw new Error(`nothing of the type ${type} has fields`);
  return Object.fromEntries(
    names.map((name) => {
      const field: unknown = schema.shape[name];
      if (!(field instanceof z.ZodType)) throw new Error(`${type} has no field ${name}`);
      return [name, field];
    }),
  );
}

const numeric = new WeakMap<z.ZodType, boolean>();

/** Whether a field is a number, which a query or a path can only spell. */
function isNumeric(field: z.ZodType): boolean {
  const known = numeric.get(field);
  if (known !== undefined) return known;
  const { type } = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' });
  const is = type === 'integer' || type === 'number';
  numeric.set(field, is);
  return is;
}

/** A number that is spelled like one; anything else as it is, for the schema to say what is wrong with it. */
export const spelled = (field: z.ZodType | undefined, text: string): string | number =>
  field !== undefined && /^\d{1,16}$/.test(text) && isNumeric(field) ? Number(text) : text;
