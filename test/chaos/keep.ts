// What a broken run leaves for whoever looks into it: each part in a file of its own. A list has a line for each of its
// entries, because what people heard in half an hour is more than one string can hold.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Tape } from './tape.ts';

export function keep(
  dir: string,
  { tape, ...parts }: { tape: Tape } & Record<string, unknown>,
): void {
  const plain = { ...tape, posts: [...tape.posts.values()] };
  const ofTape = Object.entries(plain).map(([name, part]) => [`tape-${name}`, part] as const);
  for (const [name, part] of [...Object.entries(parts), ...ofTape]) {
    if (Array.isArray(part)) writeLines(join(dir, `${name}.jsonl`), part);
    else writeFileSync(join(dir, `${name}.json`), JSON.stringify(part, null, 1));
  }
}

function writeLines(path: string, entries: readonly unknown[]): void {
  const file = openSync(path, 'w');
  for (const entry of entries) writeSync(file, `${JSON.stringify(entry)}\n`);
  closeSync(file);
}
