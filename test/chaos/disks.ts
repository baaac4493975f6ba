// Small disks that can be full: a tmpfs under each store, in a mount namespace that only this run and its children see,
// so that nothing of the machine changes and they go with the run. Only root may mount; without it there are none.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Disk {
  readonly path: string;
  /** Whether it is one of its own, which may be filled. */
  readonly small: boolean;
  fill: () => void;
  free: () => void;
  /** It goes with all that is on it. */
  remove: () => void;
}

const OWN = 'CHAOS_MOUNTS';

/** Whether {@link openDisk} makes small ones. */
export const hasDisks = (): boolean => process.env[OWN] === '1';

/** Whether this process may begin anew in a namespace of its own. */
export const mayHaveDisks = (): boolean =>
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }).status === 0;

/** What starts this program again where mounts are its own. */
export const withDisks = (args: readonly string[]) => ({
  command: 'unshare',
  args: ['--mount', '--propagation', 'private', process.execPath, ...args],
  env: { ...process.env, [OWN]: '1' },
});

export function openDisk(path: string, megabytes: number): Disk {
  mkdirSync(path, { recursive: true });
  const small = hasDisks();
  if (small) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  const filler = join(path, 'filler');
  return {
    path,
    small,
    fill: () => {
      if (!small) throw new Error(`${path} is no disk of its own: it would fill the machine's`);
      writeFileSync(filler, '');
      for (const bytes of [2 ** 20, 2 ** 12]) fillWith(filler, Buffer.alloc(bytes));
    },
    free: () => rmSync(filler, { force: true }),
    remove: () => {
      // Whoever still looks at it keeps it until then.
      if (small) execFileSync('umount', ['--lazy', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function fillWith(file: string, block: Buffer): void {
  for (;;) {
    try {
      appendFileSync(file, block);
    } catch {
      // No room for such a block.
      return;
    }
  }
}
