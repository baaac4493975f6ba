// Many idle people: 5,000 sockets in one room of one gateway. What each costs in memory while nothing is said,
// and how long the gateway's event loop stands still when something is said to all of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeEvent, messagePostedEvent } from '../../src/shared/events.ts';
import { startChat } from '../support/chat.ts';
import { disposeSharedPostgres } from '../support/postgres.ts';
import { uuid7 } from '../support/wire.ts';
import { residentBytes } from './cpu.ts';
import { judge, say } from './figures.ts';
import { gatewayTarget, worstStallMs } from './gateway-target.ts';
import { startSockets } from './sockets.ts';

const SOCKETS = 5_000;
const EVENTS = 100;
const MEMORY_GOAL_KB = 12;
const STALL_GOAL_MS = 15;
/** Long enough for V8 to give back what opening the sockets needed for a moment. */
const SETTLE_MS = 15_000;

const chat = await startChat();
const [gateway] = chat.gateways;
if (gateway === undefined) throw new Error('no gateway runs');
const target = await gatewayTarget(chat, 'lobby');
const sockets = startSockets();
await sockets.open(target, SOCKETS);
await sleep(SETTLE_MS);
const before = residentBytes(gateway.pid);
const more = startSockets();
await more.open(target, SOCKETS);
await sleep(SETTLE_MS);
const kilobytes = (residentBytes(gateway.pid) - before) / SOCKETS / 1024;
await more.close();
await sleep(SETTLE_MS / 3);
say(`${SOCKETS} idle sockets on one gateway, and as many again`);
judge(
  'resident memory of one more socket',
  `${kilobytes.toFixed(1)} KB`,
  `${MEMORY_GOAL_KB} KB`,
  kilobytes <= MEMORY_GOAL_KB,
);

const nc = await chat.nats.connect('gateway');
const user = { id: 'guest-bench', name: 'Bench' };
await worstStallMs(gateway);
for (let i = 0; i < EVENTS; i++) {
  const received = sockets.expect(SOCKETS);
  nc.publish(
    'chat.room.lobby',
    encodeEvent(messagePostedEvent({ id: uuid7(), room: 'lobby', user, text: 'hello everybody' })),
  );
  await received;
}
const stall = await worstStallMs(gateway);
judge(
  `worst stall while ${EVENTS} events go to all of them`,
  `${stall.toFixed(1)} ms`,
  `${STALL_GOAL_MS} ms`,
  stall <= STALL_GOAL_MS,
);
await nc.close();
await sockets.close();
await chat.stop();
await disposeSharedPostgres();
