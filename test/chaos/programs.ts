// Our own programs as processes: their limits are not what is tried here, and their wall clocks can be set.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChild } from '../../src/local/child.ts';
import { ROOT } from '../../src/local/page.ts';
import { programSpec } from '../../src/local/programs.ts';
import { NO_SHARES } from '../load/with-chat.ts';
import { quietPort } from './ports.ts';
import { type Watched, watch } from './watched.ts';

export interface OurProgram extends Watched {
  /** Where a gateway serves people; 0 for the others. */
  readonly port: number;
  readonly opsPort: number;
  /** Steps its wall clock so far from the true time, milliseconds. */
  stepClock: (byMs: number) => void;
}

/** Long enough to send people away in slices, short enough to wait for. */
const DRAIN_MS = '1000';
/** The second gateway reads the log where the others still remember. */
const FORGETFUL = { RING_EVENTS: '60' };

/** People of this run come from one address, and talk as fast as they like. */
const FAST = { POST_RATE: '100000', POST_BURST: '100000', SESSION_RATE: '1000' };

/** What the n-th gateway is set to. */
export const gatewayEnv = (n: number): Record<string, string> => ({
  ...NO_SHARES,
  ...FAST,
  DRAIN_MS,
  ...(n === 1 && FORGETFUL),
});

/** Megabytes of heap, as in the manifests. */
const HEAP_MB = { gateway: 192, persister: 128 };
const CLOCK = pathToFileURL(join(ROOT, 'test/chaos/clock-step.ts')).href;

export async function openProgram(options: {
  kind: 'gateway' | 'persister';
  name: string;
  logs: string;
  dir: string;
  env: Record<string, string>;
}): Promise<OurProgram> {
  const { kind, name, logs, dir, env } = options;
  const port = kind === 'gateway' ? await quietPort() : 0;
  const opsPort = await quietPort();
  const clock = join(dir, `${name}.clock`);
  writeFileSync(clock, '0');
  const spec = programSpec(name, kind, {
    HOST: '127.0.0.1',
    PORT: String(port),
    OPS_PORT: String(opsPort),
    ...env,
    CHAOS_CLOCK_FILE: clock,
    NODE_OPTIONS: `--import=${CLOCK} --max-old-space-size=${HEAP_MB[kind]}`,
    MALLOC_ARENA_MAX: '2',
  });
  const watched = watch({
    name,
    kind,
    launch: (onLine) => startChild({ ...spec, onLine }),
    logFile: join(logs, `${name}.log`),
  });
  const stepClock = (byMs: number) => writeFileSync(clock, String(byMs));
  return Object.assign(watched, { port, opsPort, stepClock });
}
