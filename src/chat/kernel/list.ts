// What questions for lists have in common: what is looked for, and where a page goes on. A page begins after the last one of the
// page before, whoever came or went meanwhile: nobody who stays where they are is missed or told twice. Pure.
import { z } from 'zod';
import { LIST } from '../../shared/wire/limits.ts';
import { fromBase64url, toBase64url } from './base64url.ts';

/** Postgres takes neither of these in a text. */
const isSound = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** A text that Postgres takes. */
export const soundText = (max: number) =>
  z.string().max(max).refine(isSound, 'this is well-formed Unicode without NUL characters');

export const listQuery = soundText(LIST.queryMax)
  .refine((query) => query.trim() !== '', 'there is nothing to look for')
  .overwrite((query) => query.trim());

export const listLimit = z.int().min(1).max(LIST.max);

/** Where a page ended: opaque to clients, who give back what they were given. */
export interface Mark<T> {
  write: (place: T) => string;
  /** Undefined for what nobody here wrote. */
  read: (text: string) => T | undefined;
  /** Of a question of a client's. */
  schema: z.ZodType<string>;
}

export function defineMark<T>(place: z.ZodType<T>): Mark<T> {
  const read = (text: string): T | undefined => {
    try {
      const parsed = place.safeParse(JSON.parse(fromBase64url(text)));
      return parsed.success ? parsed.data : undefined;
    } catch {
      // What is no base64 or no JSON nobody here wrote.
      return undefined;
    }
  };
  const schema = z
    .string()
    .max(LIST.afterMax)
    .refine((text) => read(text) !== undefined, 'after is the next of a page before');
  return { write: (at) => toBase64url(JSON.stringify(at)), read, schema };
}
