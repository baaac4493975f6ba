// Programs that stand still: the process lives, its ports are open, nothing answers.
import { IMAGE, inside, LOGS_NAMESPACE } from './deployment.ts';
import { apply, kubectl, type Pod } from './kubectl.ts';

/** Opens the inspector of the program (SIGUSR1, on the pod's own loopback) and has it run an endless loop. */
const ENDLESS = `
  process.kill(1, 'SIGUSR1');
  const ask = async () => (await fetch('http://127.0.0.1:9229/json/list')).json();
  let targets;
  for (let tries = 0; targets === undefined && tries < 50; tries++) {
    targets = await ask().catch(() => new Promise((resolve) => setTimeout(resolve, 100)));
  }
  const socket = new WebSocket(targets[0].webSocketDebuggerUrl);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const params = { expression: 'setTimeout(() => { for (;;); }, 100)' };
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
  await new Promise((resolve) => socket.addEventListener('message', resolve));
  process.exit();`;

/** Stops the event loop of one of our programs, as a bug would. */
export async function stopEventLoop(pod: string): Promise<void> {
  await inside('exec', pod, '--', '/nodejs/bin/node', '--input-type=module', '-e', ENDLESS);
}

/** Stops every process whose cgroup is the pod's, but for the one that holds its namespaces. */
const stopAll = (uid: string) => `
  const { readdirSync, readFileSync } = require('node:fs');
  const uid = new RegExp('${uid.replaceAll('-', '[-_]')}');
  let stopped = 0;
  for (const pid of readdirSync('/proc').filter((name) => Number(name) > 0)) {
    try {
      if (!uid.test(readFileSync('/proc/' + pid + '/cgroup', 'utf8'))) continue;
      if (readFileSync('/proc/' + pid + '/comm', 'utf8').trim() === 'pause') continue;
      process.kill(Number(pid), 'SIGSTOP');
      stopped += 1;
    } catch (error) {
      if (!['ENOENT', 'ESRCH'].includes(error.code)) throw error;
    }
  }
  process.exit(stopped > 0 ? 0 : 1);`;

/**
 * Stops a pod's processes (SIGSTOP), as a node that is out of memory may. From a pod of root's on the same node, in the
 * namespace that allows one: no process can stop the first one of its own pod.
 */
export async function stopProcesses({ metadata, spec }: Pod): Promise<void> {
  const name = `stop-${metadata.name}`;
  const container = {
    name: 'stop',
    image: IMAGE,
    args: ['-e', stopAll(metadata.uid)],
    securityContext: { runAsUser: 0, runAsNonRoot: false },
  };
  const placed = { nodeName: spec.nodeName, hostPID: true, restartPolicy: 'Never' };
  await apply(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: LOGS_NAMESPACE },
      spec: { ...placed, containers: [container] },
    }),
  );
  const there = ['-n', LOGS_NAMESPACE];
  const succeeded = '--for=jsonpath={.status.phase}=Succeeded';
  await kubectl(...there, 'wait', `pod/${name}`, succeeded, '--timeout=60s');
  await kubectl(...there, 'delete', 'pod', name);
}
