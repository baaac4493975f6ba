// Postgres refuses to run as root. Started by root it runs as `nobody`, also where its files lie below a directory
// that only root may enter: then `setpriv` leaves it the one capability that lets it pass.
import { accessSync, chmodSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The user `nobody` of every Linux distribution. */
const NOBODY = 65_534;

export interface Command {
  command: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** Who owns the files of programs started through {@link unprivileged}. */
export const unprivilegedOwner = (): { uid: number; gid: number } | undefined =>
  process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;

/** The same command as somebody who is not root; unchanged when we are not root ourselves. */
export function unprivileged(command: string, args: string[]): Command {
  const owner = unprivilegedOwner();
  if (owner === undefined) return { command, args };
  const capability = passingCapability();
  const setpriv = onPath('setpriv');
  if (capability === undefined || setpriv === undefined) return { command, args, ...owner };
  return {
    command: setpriv,
    args: [
      ...['--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups'],
      ...[`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`],
      // Without it access(2) ignores capabilities, and Postgres looks for its own files with access(2).
      '--securebits=+no_setuid_fixup',
      command,
      ...args,
    ],
  };
}

/** Where root installed with a closed umask, nobody may run the programs: opens them as an ordinary umask leaves them. */
export function openToUnprivileged(program: string, dir: string) {
  if (unprivilegedOwner() === undefined || (statSync(program).mode & 0o005) === 0o005) return;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = statSync(path);
    chmodSync(path, mode | ((mode & 0o100) === 0 ? 0o044 : 0o055));
  }
}

/** The narrowest capability we have that passes closed directories; a container may have taken it away. */
function passingCapability(): string | undefined {
  let status: string;
  try {
    status = readFileSync('/proc/self/status', 'utf8');
  } catch {
    // Not Linux: there are no capabilities.
    return undefined;
  }
  const held = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  if ((held & (1n << 2n)) !== 0n) return 'dac_read_search';
  if ((held & (1n << 1n)) !== 0n) return 'dac_override';
  return undefined;
}

/** Where a program is on PATH. */
export function onPath(name: string): string | undefined {
  for (const dir of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(dir, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this directory.
    }
  }
  return undefined;
}
