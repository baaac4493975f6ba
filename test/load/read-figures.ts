// The figures in what a benchmark printed, by name, and which way is better; for comparing two commits. Pure.

export interface Figure {
  name: string;
  value: number;
  better: 'more' | 'less';
}

interface Pattern {
  name: string;
  /** Its first group is the number; every further match in the same output is a figure of its own. */
  pattern: RegExp;
  better: Figure['better'];
}

const PATTERNS: Record<string, Pattern[]> = {
  fanout: [
    { name: 'deliveries per CPU-second', pattern: /^ {2}ChatK8S +(\d+)/gm, better: 'more' },
    { name: 'times Socket.IO', pattern: /at a time: ([\d.]+) times/g, better: 'more' },
    { name: 'worst stall, ms', pattern: /event loop: ([\d.]+) ms/g, better: 'less' },
  ],
  rates: [
    { name: 'p50, ms', pattern: /ChatK8S +p50 ([\d.]+)/g, better: 'less' },
    { name: 'p99, ms', pattern: /ChatK8S .* p99 ([\d.]+)/g, better: 'less' },
    { name: 'CPU, % of a core', pattern: /ChatK8S .* CPU (\d+) %/g, better: 'less' },
    { name: 'worst stall, ms', pattern: /event loop: ([\d.]+) ms/g, better: 'less' },
  ],
  connections: [
    { name: 'memory of a socket, KB', pattern: /of a socket: ([\d.]+) KB/g, better: 'less' },
    { name: 'worst stall, ms', pattern: /all of them: ([\d.]+) ms/g, better: 'less' },
  ],
  publish: [
    { name: 'events a second', pattern: /^ {2}ours +(\d+) events/gm, better: 'more' },
    { name: 'CPU of one, µs', pattern: /^ {2}ours .* ([\d.]+) µs/gm, better: 'less' },
    { name: 'times less CPU', pattern: /appending: ([\d.]+) times/g, better: 'more' },
  ],
  latency: [
    { name: 'p50, ms', pattern: /chat p50 ([\d.]+)/g, better: 'less' },
    { name: 'p99, ms', pattern: /chat p50 [\d.]+ +p99 ([\d.]+)/g, better: 'less' },
  ],
  resume: [
    { name: '95 % live, ms', pattern: /95 % live after (\d+) ms/g, better: 'less' },
    { name: 'CPU of an event, µs', pattern: /([\d.]+) µs of the gateway/g, better: 'less' },
  ],
  backlog: [
    { name: 'rows a second', pattern: /s, (\d+) rows\/s;/g, better: 'more' },
    { name: 'share of COPY', pattern: /COPY reaches: ([\d.]+)/g, better: 'more' },
  ],
};

export function figuresOf(benchmark: string, output: string): Figure[] {
  return (PATTERNS[benchmark] ?? []).flatMap(({ name, pattern, better }) =>
    [...output.matchAll(pattern)].map((match, i) => ({
      name: i === 0 ? name : `${name} (${i + 1})`,
      value: Number(match[1]),
      better,
    })),
  );
}

/** How much worse `now` is than `base`: 1.1 is ten per cent worse, whichever way is better. */
export function worse(better: Figure['better'], base: number, now: number): number {
  return better === 'less' ? now / base : base / now;
}
