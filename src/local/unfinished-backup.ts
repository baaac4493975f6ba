// What a backup that was cut off left behind. Invariant: nothing is deleted but what a backup writes.
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { ConfigError } from './failure.ts';

/** Written by the nats CLI: the stream's configuration, and its messages (`tar` before nats-server 2.15). */
const WRITTEN = /^(backup\.json|stream\.(arc|tar)\.s2)$/;

export function removeUnfinishedBackup(path: string) {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory() || !readdirSync(path, { withFileTypes: true }).every(isWritten)) {
    throw new ConfigError(
      `${path} is in the way and holds more than an unfinished backup: move it away, or name another DIR=…`,
    );
  }
  rmSync(path, { recursive: true });
}

const isWritten = (entry: { name: string; isFile: () => boolean }): boolean =>
  entry.isFile() && WRITTEN.test(entry.name);
