// What became of an entry that JetStream acknowledged: an acknowledgement says where it is, not when it was stored, and
// what was stored too late is void. This gateway's reader sees every entry a moment later anyway; where the reader is
// late, or the entry is an old one, the log's leader is asked.
// Invariant: what nobody has seen in the log is never taken for stored.
import { placeOf } from '../../chat/kernel/subjects.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { Turns } from '../limits/turns.ts';
import type { ReadEntry } from './read-entry.ts';

export interface Witnessed {
  /** Undefined where it is of none. */
  room: string | undefined;
  /** When the log stored it, milliseconds since 1970 by its own clock. */
  atMs: number;
  isVoid: boolean;
}

export interface Witness {
  /** Each entry that the reader hands over. */
  saw: (raw: RawEntry) => void;
  /** What lies at a sequence; undefined while nobody can say. */
  look: (seq: number) => Promise<Witnessed | undefined>;
  stop: () => void;
}

/** The reader is that far behind an acknowledgement only while its consumer is made anew. */
const PATIENCE_MS = 500;
const SWEEP_MS = 100;
/** The latest entries are remembered: an acknowledgement may come after the reader saw them. */
const REMEMBERED = 8_192;
const READS_MAX = 16;
const WAITING_MAX = 4_096;

interface Waiting {
  sinceMs: number;
  settle: (seen: Witnessed | undefined) => void;
}

export function openWitness(readEntry: ReadEntry): Witness {
  const recent = new Map<number, Witnessed>();
  /** In the order in which somebody began to wait. */
  const waiting = new Map<number, Waiting[]>();
  const turns = new Turns(READS_MAX, WAITING_MAX);
  const ask = async (seq: number) => {
    const raw = await turns.run(() => readEntry(seq)).catch(() => undefined);
    return raw && witnessed(raw);
  };

  const sweep = setInterval(() => {
    const late = performance.now() - PATIENCE_MS;
    for (const [seq, waiters] of waiting) {
      if ((waiters[0]?.sinceMs ?? 0) > late) break;
      waiting.delete(seq);
      const answer = ask(seq);
      for (const { settle } of waiters) void answer.then(settle);
    }
  }, SWEEP_MS);
  sweep.unref();
  let newest = 0;

  return {
    saw: (raw) => {
      const { seq } = raw;
      newest = seq;
      const seen = witnessed(raw);
      recent.set(seq, seen);
      if (recent.size > REMEMBERED) recent.delete(recent.keys().next().value as number);
      for (const { settle } of waiting.get(seq) ?? []) settle(seen);
      waiting.delete(seq);
    },
    look: (seq) => {
      const seen = recent.get(seq);
      if (seen !== undefined) return Promise.resolve(seen);
      // What the reader passed it does not bring again.
      if (seq <= newest) return ask(seq);
      return new Promise((settle) => {
        const waiters = waiting.get(seq) ?? [];
        waiters.push({ sinceMs: performance.now(), settle });
        waiting.set(seq, waiters);
      });
    },
    stop: () => clearInterval(sweep),
  };
}

const witnessed = ({ subject, at, isVoid: late }: RawEntry): Witnessed => ({
  room: placeOf(subject)?.room,
  atMs: Date.parse(at),
  isVoid: late,
});
