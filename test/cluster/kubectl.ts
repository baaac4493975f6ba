// kubectl against the current KUBECONFIG, as a person runs it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

export const KUBECTL = process.env['KUBECTL'] || 'kubectl';
const run = promisify(execFile);

/** What it printed; rejects with what it complained about. */
export async function kubectl(...args: string[]): Promise<string> {
  const { stdout } = await run(KUBECTL, args, { maxBuffer: 64 * 1024 ** 2 });
  return stdout;
}

/** Applies text; answers what was printed, warnings too. */
export async function apply(manifests: string, ...options: string[]): Promise<string> {
  const child = spawn(KUBECTL, ['apply', '-f', '-', ...options], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += String(data)));
  child.stderr.on('data', (data) => (output += String(data)));
  child.stdin.end(manifests);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`kubectl apply failed:\n${output}`);
  return output;
}

/** GET from a pod's port, through a port-forward: network policies do not stand in its way, on no node. */
export async function getFromPod(
  { namespace, pod, port }: { namespace: string; pod: string; port: number },
  path: string,
): Promise<string> {
  const child = spawn(KUBECTL, ['-n', namespace, 'port-forward', `pod/${pod}`, `:${port}`]);
  const gone = once(child, 'close');
  try {
    let said = '';
    for await (const chunk of child.stdout) {
      said += String(chunk);
      const local = /127\.0\.0\.1:(\d+) ->/.exec(said)?.[1];
      if (local === undefined) continue;
      const response = await fetch(`http://127.0.0.1:${local}${path}`, {
        headers: { connection: 'close' },
      });
      const body = await response.text();
      if (!response.ok) throw new Error(`${response.status} of ${pod}${path}: ${body}`);
      return body;
    }
    throw new Error(`${pod} cannot be reached: ${said}`);
  } finally {
    child.kill();
    await gone;
  }
}

export interface Pod {
  metadata: { name: string; uid: string; deletionTimestamp?: string };
  spec: { nodeName?: string };
  status: {
    phase: string;
    podIP?: string;
    conditions?: { type: string; status: string }[];
    containerStatuses?: { name: string; restartCount: number }[];
  };
}

export const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');

export const restartsOf = ({ status }: Pod): number =>
  (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
