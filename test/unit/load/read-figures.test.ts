// Two commits are compared by what their benchmarks print: every figure is found, and worse is worse both ways.
import assert from 'node:assert/strict';
import { BENCHMARKS } from '../../load/benchmark.ts';
import { figuresOf, worse } from '../../load/read-figures.ts';

/** As the benchmarks print it. */
const OUTPUTS: Record<string, { output: string; values: number[] }> = {
  fanout: {
    output: `1 at a time   deliveries per CPU-second   µs each: user + kernel
  ChatK8S                        512345   0.40 + 1.20
  Socket.IO                      102345   6.40 + 1.20
  ok     1 at a time: 5.1 times Socket.IO (4.9–5.3), 9.0 in user CPU (goal 2)
  ok     worst stall of the event loop: 3.2 ms (goal 15 ms)`,
    values: [512_345, 5.1, 3.2],
  },
  rates: {
    output: `   20 a second   ChatK8S     p50 5.7  p95 21.1  p99 36.1   CPU 16 % of a core
   20 a second   Socket.IO   p50 12.6  p95 54.1  p99 81.1   CPU 21 % of a core
   20 a second   limit       p50 3.9  p95 11.2  p99 19.7   CPU 12 % of a core
  120 a second   ChatK8S     p50 16.0  p95 28.2  p99 33.0   CPU 41 % of a core
  ok     p99 at 120 a second: 0.41 of the limit's (0.38–0.50) (goal 1)
  ok     worst stall of the event loop: 7.2 ms (goal 10 ms)`,
    values: [5.7, 16, 36.1, 33, 16, 41, 7.2],
  },
  connections: {
    output: `  ok     resident memory of a socket: 10.3 KB (goal 12 KB)
  ok     worst stall while 100 events go to all of them: 8.1 ms; the gateway waited for a core 1.0 %`,
    values: [10.3, 8.1],
  },
  publish: {
    output: `  ours     96000 events/s, 7.2 µs CPU each
  library  20000 events/s, 30.0 µs CPU each
  ok     appending: 4.2 times less CPU than js.publish (4.0–4.4), 4.8 times its rate (4–5)`,
    values: [96_000, 7.2, 4.2],
  },
  latency: {
    output: `    50 a second   chat p50 1.20  p99 3.40   bare NATS p50 0.30  p99 0.90   the gateways
   200 a second   chat p50 1.10  p99 3.10   bare NATS p50 0.30  p99 0.90   the gateways`,
    values: [1.2, 1.1, 3.4, 3.1],
  },
  resume: {
    output: `  ok     from memory, one cursor: 95 % live after 300 ms, all after 320 ms, 1.5 µs of the gateway's CPU an event; it`,
    values: [300, 1.5],
  },
  backlog: {
    output: `backlog: 50000 events in 5.1 s, 19608 rows/s; COPY of the same rows 150000 rows/s
  ok     share of what COPY reaches: 0.13 (goal 0.1)`,
    values: [19_608, 0.13],
  },
};

describe('figures of a benchmark', () => {
  for (const name of BENCHMARKS) {
    it(`are found in what ${name} prints`, () => {
      const { output = '', values = [] } = OUTPUTS[name] ?? {};
      const figures = figuresOf(name, output);
      assert.deepEqual(
        figures.map(({ value }) => value),
        values,
      );
      assert.equal(new Set(figures.map((figure) => figure.name)).size, values.length);
    });
  }

  it('are worse when less should be less and is more, and the other way round', () => {
    assert.ok(worse('less', 10, 12) > 1.1);
    assert.ok(worse('more', 120, 100) > 1.1);
    assert.ok(worse('less', 10, 9) < 1);
    assert.ok(worse('more', 100, 110) < 1);
  });
});
