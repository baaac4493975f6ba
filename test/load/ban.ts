// A ban against a flood: twenty people flood one room on three gateways, 200 others are banned or muted meanwhile, one after the
// other, with one server of NATS and with three. How much of them stands in the log above that? `node test/load/ban.ts`;
// ROUNDS changes it, SERVERS=3 picks. Exits 1 where anything does.
import { type Round, type Sentence, startFlood } from '../support/ban-flood.ts';
import { say } from './figures.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 200);
const only = process.env['SERVERS'];

for (const servers of [1, 3] as const) {
  if (only !== undefined && only !== String(servers)) continue;
  const flood = await startFlood(servers);
  const began = performance.now();
  try {
    const rounds: Round[] = [];
    for (const sentence of ['ban', 'mute'] satisfies Sentence[]) {
      for (let i = 0; i < ROUNDS; i++) rounds.push(await flood.round(sentence));
    }
    const seconds = (performance.now() - began) / 1_000;
    const { all, before, above } = await flood.judge(rounds);
    const total = above.reduce((sum, one) => sum + one, 0);
    const least = Math.min(...before);
    say(
      `${servers} server(s): ${rounds.length} sentences in ${seconds.toFixed(0)} s, ${all} facts; before each at least ${least} of theirs, above it ${total}`,
    );
    if (total > 0 || least === 0) process.exitCode = 1;
  } finally {
    await flood.stop();
  }
}
process.exit();
