// The filters of a search, as they are offered: what each is for, and what is put into the field for it. Pure.
import { FILTER_WORDS } from '../words/places.ts';

export interface Filter {
  /** As it is typed. */
  key: string;
  /** What it finds, in a person's words. */
  finds: string;
  /** With what somebody is likely to mean; a filter that ends with its colon waits for a name. */
  example: string;
}

/** `room`: the one that is open, as it is said in a search. */
export function filtersFor(room: string | undefined, now: number): readonly Filter[] {
  return [
    { key: 'from:', finds: FILTER_WORDS.from, example: 'from:' },
    { key: 'in:', finds: FILTER_WORDS.in, example: `in:${room ?? ''}` },
    { key: 'after:', finds: FILTER_WORDS.after, example: `after:${dayBefore(now, 8)}` },
    {
      key: 'before:',
      finds: FILTER_WORDS.before,
      example: `before:${dayBefore(now, 0)}`,
    },
    { key: 'has:link', finds: FILTER_WORDS.hasLink, example: 'has:link' },
  ];
}

/** With one filter more, ready to go on typing; one that is there stays as it is. */
export function withFilter(typed: string, { key, example }: Filter): string {
  const parts = typed.split(/\s+/);
  if (parts.some((part) => part.startsWith(key))) return typed;
  const before = typed.trim();
  const end = example.endsWith(':') ? '' : ' ';
  return `${before === '' ? '' : `${before} `}${example}${end}`;
}

/** Days are UTC's, as a search has them. */
const dayBefore = (now: number, days: number): string =>
  new Date(now - days * 86_400_000).toISOString().slice(0, 10);
