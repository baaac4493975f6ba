// Appending to the log: our pipelined publisher against the library's `js.publish`, 256 in flight, in turns in
// one run, on a real nats-server with its store on disk.
import { headers } from 'nats';
import type { Fact } from '../../src/chat/features.ts';
import { messageSubject } from '../../src/chat/kernel/subjects.ts';
import { openPublisher } from '../../src/gateway/log/publisher.ts';
import { DEADLINE_MS } from '../../src/shared/once.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { uuid7 } from '../support/wire.ts';
import { judge, median, say, spread } from './figures.ts';
import { withChat } from './with-chat.ts';

const IN_FLIGHT = 256;
const ROUNDS = 5;
const EVENTS = 8_000;
/** In CPU of this process; the rate also depends on how much of a core nats-server gets. */
const CPU_GOAL = 2;

type Publish = (event: Fact) => Promise<unknown>;

await withChat({ gateways: 0, persisters: 0 }, async (chat) => {
  const nc = await chat.nats.connect('gateway');
  const publisher = openPublisher(nc);
  const js = nc.jetstream();
  await compare(
    (fact) => {
      const deadlineMs = Date.now() + DEADLINE_MS;
      return publisher.publish({ fact, subject: messageSubject('lobby'), deadlineMs }, fact.id);
    },
    (event) => {
      const withId = headers();
      withId.set('Nats-Msg-Id', event.id);
      return js.publish('chat.room.lobby.message', encodeFact(event), { headers: withId });
    },
  );
  publisher.stop();
  await nc.close();
});

async function compare(ours: Publish, library: Publish): Promise<void> {
  await round(ours);
  await round(library);
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) {
    rounds.push({ ours: await round(ours), library: await round(library) });
  }
  for (const name of ['ours', 'library'] as const) {
    const rate = median(rounds.map((of) => of[name].rate));
    const cpu = median(rounds.map((of) => of[name].cpu));
    say(`  ${name.padEnd(8)} ${Math.round(rate)} events/s, ${cpu.toFixed(1)} µs CPU each`);
  }
  const faster = rounds.map((of) => of.ours.rate / of.library.rate);
  const cheaper = rounds.map((of) => of.library.cpu / of.ours.cpu);
  judge(
    'appending',
    `${median(cheaper).toFixed(1)} times less CPU than js.publish (${spread(cheaper)}), ` +
      `${median(faster).toFixed(1)} times its rate (${spread(faster)})`,
    `${CPU_GOAL} in CPU`,
    median(cheaper) >= CPU_GOAL,
  );
}

/** Events a second, and microseconds of this process an event. */
async function round(publish: Publish): Promise<{ rate: number; cpu: number }> {
  const events = Array.from({ length: EVENTS }, anEvent);
  const used = process.cpuUsage();
  const started = performance.now();
  await keepInFlight(events, publish);
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(used);
  return { rate: EVENTS / seconds, cpu: (user + system) / EVENTS };
}

function anEvent(): Fact {
  const user = { id: 'guest-bench', name: 'Bench' };
  const text = 'a message of the usual length';
  return posted({ id: uuid7(), room: 'lobby', user, text });
}

async function keepInFlight(events: Fact[], publish: Publish): Promise<void> {
  const worker = async () => {
    for (let event = events.pop(); event !== undefined; event = events.pop()) await publish(event);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}
