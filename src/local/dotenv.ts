// DATA_DIR/env: the running addresses, for `. .data/env` in a shell and for every dotenv reader.
// Invariant: it never exists half written, and only its owner can read it: it holds an operator's passwords.
import { renameSync, writeFileSync } from 'node:fs';

/** One `NAME='value'` a line. A single-quoted string is taken as it is by sh; only the quote needs care. */
export const formatDotenv = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');

export function writeDotenv(path: string, values: Record<string, string>) {
  const aside = `${path}.new`;
  writeFileSync(aside, formatDotenv(values), { mode: 0o600 });
  renameSync(aside, path);
}
