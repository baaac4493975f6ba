// DATA_DIR/env: the running addresses, for `. .data/env` in a shell and for every dotenv reader.
// Invariant: it never exists half written, and only its owner can read it: it holds an operator's passwords.
import { renameSync, writeFileSync } from 'node:fs';
import { quotedWord } from './shell-word.ts';

/** One `NAME='value'` a line. */
export const formatDotenv = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${quotedWord(value)}\n`)
    .join('');

export function writeDotenv(path: string, values: Record<string, string>) {
  const aside = `${path}.new`;
  writeFileSync(aside, formatDotenv(values), { mode: 0o600 });
  renameSync(aside, path);
}
