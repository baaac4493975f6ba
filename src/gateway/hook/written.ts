// A value of a payload as a reader sees it: senders write numbers as numbers. Pure.

/** Undefined for what is no text of one piece. */
export const writtenOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
