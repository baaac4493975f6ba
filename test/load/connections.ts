// Many idle people: 5,000 sockets in one room of one gateway. What each costs in memory while nothing is said,
// and how long the gateway's event loop stands still when something is said to all of them.
// Memory is the gateway's resident set before and after, each time once it has settled; what the first thousand
// sockets make it grow by once and for all (compiled code, V8's young generation) is there before.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestChat } from '../support/chat.ts';
import { encodeFact, posted } from '../support/facts.ts';
import type { TestProgram } from '../support/program.ts';
import { uuid7 } from '../support/wire.ts';
import { residentBytes, waitedSeconds } from './cpu.ts';
import { judge, say } from './figures.ts';
import { gatewayTarget, worstStallMs } from './gateway-target.ts';
import { type Sockets, startSockets } from './sockets.ts';
import { withChat } from './with-chat.ts';

const SOCKETS = 5_000;
const WARM_UP_SOCKETS = 1_000;
/** Files beside the sockets that a process has open. */
const OTHER_FILES = 100;
const EVENTS = 100;
const MEMORY_GOAL_KB = 12;
const STALL_GOAL_MS = 15;
/** Long enough for V8 to collect and give back what opening the sockets needed for a moment. */
const SETTLE_MS = 15_000;

requireOpenFiles(SOCKETS + OTHER_FILES);
await withChat({ persisters: 0 }, async (chat) => {
  const [gateway] = chat.gateways;
  if (gateway === undefined) throw new Error('no gateway runs');
  const target = await gatewayTarget(chat, 'lobby');
  const warmUp = startSockets();
  await warmUp.open(target, WARM_UP_SOCKETS);
  await warmUp.close();
  const sockets = startSockets();
  await sleep(SETTLE_MS);
  const before = residentBytes(gateway.pid);
  await sockets.open(target, SOCKETS);
  await sleep(SETTLE_MS);
  const kilobytes = (residentBytes(gateway.pid) - before) / SOCKETS / 1024;
  say(`${SOCKETS} idle sockets on one gateway`);
  judge(
    'resident memory of a socket',
    `${kilobytes.toFixed(1)} KB`,
    `${MEMORY_GOAL_KB} KB`,
    kilobytes <= MEMORY_GOAL_KB,
  );
  await stall(chat, gateway, sockets);
  await sockets.close();
});

async function stall(chat: TestChat, gateway: TestProgram, sockets: Sockets): Promise<void> {
  const nc = await chat.nats.connect('gateway');
  const user = { id: 'guest-bench', name: 'Bench' };
  const event = () =>
    encodeFact(posted({ id: uuid7(), room: 'lobby', user, text: 'hello everybody' }));
  await worstStallMs(gateway);
  const waitedBefore = waitedSeconds(gateway.pid);
  const started = performance.now();
  for (let i = 0; i < EVENTS; i++) {
    const received = sockets.expect(SOCKETS);
    nc.publish('chat.room.lobby.message', event());
    await received;
  }
  const seconds = (performance.now() - started) / 1_000;
  const waited = ((waitedSeconds(gateway.pid) - waitedBefore) / seconds) * 100;
  const worst = await worstStallMs(gateway);
  judge(
    `worst stall while ${EVENTS} events go to all of them`,
    `${worst.toFixed(1)} ms; the gateway waited for a core ${waited.toFixed(1)} % of the time`,
    `${STALL_GOAL_MS} ms`,
    worst <= STALL_GOAL_MS,
  );
  await nc.close();
}

/** Node raises its own limit up to the hard one; only that can stand in the way. */
function requireOpenFiles(count: number): void {
  const limits = readFileSync('/proc/self/limits', 'latin1');
  const hard = /^Max open files +\S+ +(\S+)/m.exec(limits)?.[1];
  if (hard === 'unlimited' || Number(hard) >= count) return;
  say(`${count} open files are needed and ${hard} allowed: as root, \`ulimit -Hn ${2 * count}\``);
  process.exit(1);
}
