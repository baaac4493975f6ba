// Appending to the log: our pipelined publisher against the library's `js.publish`, 256 in flight, in turns in
// one run, on a real nats-server with its store on disk.
import { headers } from 'nats';
import { openPublisher } from '../../src/gateway/log/publisher.ts';
import { type ChatEvent, encodeEvent, messagePostedEvent } from '../../src/shared/events.ts';
import { startChat } from '../support/chat.ts';
import { disposeSharedPostgres } from '../support/postgres.ts';
import { uuid7 } from '../support/wire.ts';
import { judge, median, say, spread } from './figures.ts';

const IN_FLIGHT = 256;
const ROUNDS = 5;
const EVENTS = 8_000;
/** In CPU of this process; the rate also depends on how much of a core nats-server gets. */
const CPU_GOAL = 2;

const chat = await startChat({ gateways: 0, persisters: 0 });
const nc = await chat.nats.connect('gateway');
const publisher = openPublisher(nc);
const js = nc.jetstream();
const user = { id: 'guest-bench', name: 'Bench' };
const anEvent = () =>
  messagePostedEvent({ id: uuid7(), room: 'lobby', user, text: 'a message of the usual length' });

const variants = {
  ours: (event: ChatEvent) => publisher.publish(event, event.id),
  library: (event: ChatEvent) => {
    const withId = headers();
    withId.set('Nats-Msg-Id', event.id);
    return js.publish('chat.room.lobby', encodeEvent(event), { headers: withId });
  },
};

const rates = { ours: [] as number[], library: [] as number[] };
const cpu = { ours: [] as number[], library: [] as number[] };
for (let i = 0; i <= ROUNDS; i++) {
  for (const name of ['ours', 'library'] as const) {
    const events = Array.from({ length: EVENTS }, anEvent);
    const used = process.cpuUsage();
    const started = performance.now();
    await keepInFlight(events, variants[name]);
    const seconds = (performance.now() - started) / 1_000;
    const { user: own, system } = process.cpuUsage(used);
    // The first round warms up.
    if (i === 0) continue;
    rates[name].push(EVENTS / seconds);
    cpu[name].push((own + system) / EVENTS);
  }
}
for (const name of ['ours', 'library'] as const) {
  say(
    `  ${name.padEnd(8)} ${Math.round(median(rates[name]))} events/s, ${median(cpu[name]).toFixed(1)} µs CPU each`,
  );
}
const ratios = rates.ours.map((rate, i) => rate / (rates.library[i] ?? Number.NaN));
const cheaper = cpu.library.map((each, i) => each / (cpu.ours[i] ?? Number.NaN));
judge(
  'appending',
  `${median(cheaper).toFixed(1)} times less CPU than js.publish (${spread(cheaper)}), ${median(ratios).toFixed(1)} times its rate`,
  String(CPU_GOAL),
  median(cheaper) >= CPU_GOAL,
);
publisher.stop();
await nc.close();
await chat.stop();
await disposeSharedPostgres();

async function keepInFlight(
  events: ChatEvent[],
  publish: (event: ChatEvent) => Promise<unknown>,
): Promise<void> {
  const worker = async () => {
    for (let event = events.pop(); event !== undefined; event = events.pop()) await publish(event);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}
