// `make chaos` in small (P1 to P5, P7): the whole chat behind proxies, faults of fixed seeds, and afterwards the log, the rows and
// what everybody heard must agree. A finding names the directory that has all of it.
import assert from 'node:assert/strict';
import { run } from '../chaos/run.ts';
import type { Mode } from '../chaos/world.ts';

const LONGEST_MS = 3_000;
const QUIET_MAX_MS = 300;

interface Small {
  title: string;
  mode: Mode;
  seed: number;
  faults: readonly string[];
}

const RUNS: readonly Small[] = [
  {
    title:
      'one NATS server: what dies, stands still or is cut off loses nothing, repeats nothing, and all is back by itself',
    mode: 'r1',
    seed: 26,
    faults: [
      'kill gateway',
      'kill nats',
      'kill persister',
      'kill postgres',
      'rolling restart gateways',
      'freeze persister',
      'gateway-nats cut',
      'persister-postgres hold',
    ],
  },
  {
    title: 'three NATS servers: the same while the one that leads dies',
    mode: 'r3',
    seed: 26,
    faults: ['kill stream leader', 'kill gateway', 'kill all persisters', 'persister-postgres cut'],
  },
];

describe('chaos in small', function () {
  this.timeout(600_000);

  for (const { title, mode, seed, faults } of RUNS) {
    it(title, async () => {
      const said: string[] = [];
      const { findings, recoveries, dir } = await run({
        seed,
        shape: { mode, gateways: 2, persisters: 2, disks: false, longestMs: LONGEST_MS },
        forMs: 400_000,
        steps: faults.length,
        only: faults,
        pairs: 0,
        quietMaxMs: QUIET_MAX_MS,
        rate: 6,
        say: (line) => said.push(line),
      });
      const broken = findings.map(({ kind, cases }) => `${kind} (${cases.length}): ${cases[0]}`);
      assert.deepEqual(broken, [], [...broken, ...said, dir].join('\n'));
      const done = recoveries.map(({ fault }) => fault);
      assert.deepEqual(done.toSorted(), faults.toSorted(), 'not everything was broken in time');
    });
  }
});
