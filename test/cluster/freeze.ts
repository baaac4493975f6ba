// Stops the event loop of one of our programs as a bug would: the process lives, its ports are open, nothing answers.
import { inside } from './deployment.ts';

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

export async function freeze(pod: string): Promise<void> {
  await inside('exec', pod, '--', '/nodejs/bin/node', '--input-type=module', '-e', ENDLESS);
}
