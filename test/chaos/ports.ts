// Ports of servers that die and come back. The kernel gives connections their ports from a range of its own; a server
// in that range finds its port taken after a restart, and whoever calls it meanwhile may be connected to himself.
import { readFileSync } from 'node:fs';
import { isFree } from '../support/free-port.ts';

const FIRST = 10_000;
/** Of so many there is always one. */
const CHOICE_MIN = 5_000;

/** A free one below the range, never the same twice in one process. */
export async function quietPort(): Promise<number> {
  for (;;) {
    const choice = Math.max(CHOICE_MIN, lowestOfKernel() - FIRST);
    const port = FIRST + Math.floor(Math.random() * choice);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

const given = new Set<number>();

function lowestOfKernel(): number {
  try {
    return Number(
      readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)[0] ?? 32_768,
    );
  } catch {
    // Not Linux: its range begins higher.
    return 32_768;
  }
}
