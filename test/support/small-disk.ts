// A disk of a few megabytes that can be full: a tmpfs in a mount namespace of its own, so that nothing of the machine
// changes and it goes with the process that holds it.
import assert from 'node:assert/strict';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../../src/local/child.ts';
import { tempDir } from './temp.ts';

export interface SmallDisk {
  /** Where it is, for programs that were started by `inside`. */
  readonly path: string;
  /** A program that runs `binary`, which sees the disk. */
  inside: (binary: string) => string;
  fill: () => void;
  free: () => void;
  dispose: () => Promise<void>;
}

const BYTES = 12 * 2 ** 20;

/** Undefined where the machine lets nobody mount anything. */
export async function openSmallDisk(): Promise<SmallDisk | undefined> {
  const dir = tempDir('disk');
  const own = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const holder = startChild({
    name: 'disk',
    command: 'unshare',
    args: [
      ...own,
      '--mount',
      'sh',
      '-c',
      `mount -t tmpfs -o size=${BYTES} tmpfs '${dir.path}' && echo mounted && exec sleep 600`,
    ],
    env: process.env,
  });
  const dispose = async () => {
    await holder.kill();
    dir.remove();
  };
  try {
    await holder.waitForLine((line) => line === 'mounted' || undefined, 5_000);
  } catch {
    await dispose();
    return undefined;
  }
  const seen = `/proc/${holder.pid}/root${dir.path}`;
  const filler = join(seen, 'filler');
  const enter = [...(own.length > 0 ? ['--user', '--preserve-credentials'] : []), '--mount'];
  return {
    path: dir.path,
    inside: (binary) => {
      // Beside the disk, which hides what its directory holds.
      const script = `${dir.path}.sh`;
      const command = `exec nsenter --target ${holder.pid} ${enter.join(' ')} -- '${binary}' "$@"`;
      writeFileSync(script, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
      return script;
    },
    fill: () => {
      const page = Buffer.alloc(4_096);
      // What is written to the file until the disk refuses is what had room.
      assert.throws(() => {
        for (let n = 0; n < BYTES; n += page.length) appendFileSync(filler, page);
      }, /ENOSPC/);
    },
    free: () => rmSync(filler),
    dispose: async () => {
      rmSync(`${dir.path}.sh`, { force: true });
      await dispose();
    },
  };
}
