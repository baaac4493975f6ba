// One version of the product, in a directory of its own: its programs, its SDK and its page.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Sdk from '../../src/client/client.ts';
import type * as Storage from '../../src/client/storage.ts';
import { startChild, tail } from '../../src/local/child.ts';
import type { Credentials } from '../../src/local/credentials.ts';
import type * as Page from '../../src/local/page.ts';
import type * as Programs from '../../src/local/programs.ts';

export interface RunningProgram {
  /** Of a gateway. */
  url: string;
  stop: () => Promise<void>;
}

export interface Version {
  name: string;
  connect: typeof Sdk.connect;
  memoryStorage: typeof Storage.memoryStorage;
  provision: () => Promise<void>;
  startGateway: (port?: number) => Promise<RunningProgram>;
  startPersister: () => Promise<RunningProgram>;
}

const LOCAL = { HOST: '127.0.0.1', OPS_PORT: '0', LOG_LEVEL: 'info' };
const FAST = { POST_RATE: '1000', POST_BURST: '1000', DRAIN_MS: '200' };
const START_DEADLINE_MS = 30_000;

/** @param root where it is checked out. Its page is built. */
export async function openVersion(
  name: string,
  root: string,
  credentials: Credentials,
  places: Programs.Places,
): Promise<Version> {
  const load = <Module>(path: string) =>
    import(pathToFileURL(join(root, path)).href) as Promise<Module>;
  const { programSpec, programEnv } = await load<typeof Programs>('src/local/programs.ts');
  const { connect } = await load<typeof Sdk>('src/client/client.ts');
  const { memoryStorage } = await load<typeof Storage>('src/client/storage.ts');
  const page = await load<typeof Page>('src/local/page.ts');
  if (!page.pageIsCurrent(root)) await page.buildPage(root);
  const env = programEnv(credentials, places);
  let started = 0;

  const start = async (program: 'gateway' | 'persister', more: Record<string, string>) => {
    started += 1;
    const label = `${name}-${program}-${started}`;
    const child = startChild(
      programSpec(label, program, { ...LOCAL, PORT: '0', ...env[program], ...more }),
    );
    const port = await child.waitForLine((line) => {
      if (!/"msg":"(listening|running)"/.test(line)) return undefined;
      return Number((JSON.parse(line) as { port?: number }).port ?? 0);
    }, START_DEADLINE_MS);
    const stop = async () => {
      const { code } = await child.stop();
      if (code !== 0) throw new Error(`${label} ended with ${code}${tail(child.lines())}`);
    };
    return { url: `http://127.0.0.1:${port}`, stop };
  };

  return {
    name,
    connect,
    memoryStorage,
    provision: async () => {
      const child = startChild(
        programSpec(`${name}-provision`, 'provision', { ...LOCAL, ...env.provision }),
      );
      const { code } = await child.exited;
      if (code !== 0) throw new Error(`${name}: provision failed${tail(child.lines())}`);
    },
    startGateway: (port = 0) =>
      start('gateway', { ...FAST, PORT: String(port), WEB_DIR: page.webDir(root) }),
    startPersister: () => start('persister', {}),
  };
}
