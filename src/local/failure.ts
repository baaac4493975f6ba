// What went wrong, as a sentence for people: what it is about, what is wrong, what to do.

/** A variable stands in the way, and will the next time; the message names it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const WRONG: Record<string, string> = {
  ENOSPC: 'cannot be written, for the disk is full: make room',
  EDQUOT: 'cannot be written, for your share of the disk is used up: make room',
  EROFS: 'cannot be written, for the disk is read-only',
  EACCES: 'is not yours to read and write',
  EPERM: 'is on a disk that does not let a file have an owner and a second name',
  ENOTSUP: 'is on a disk that does not let a file have an owner and a second name',
  ENOTDIR: 'is below a file, or is one, where a directory must be',
  EEXIST: 'is a file where a directory must be',
  EISDIR: 'is a directory where a file must be: move it away',
  ENAMETOOLONG: 'is too long a name',
};

/** What the operating system says of a file; the error's own words where it is not about one. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = '', path, message } = error as NodeJS.ErrnoException;
  const wrong = WRONG[code];
  if (wrong === undefined) return message;
  return `${path ?? 'DATA_DIR'} ${wrong}, or set DATA_DIR=… (${code})`;
}
