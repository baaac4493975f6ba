// The states of the log that this gateway knows: of a subject, its last entry. What is not known is asked of the log's leader
// once; what is known stays fresh by itself, since the reader brings every entry.
// Invariant: of two entries of a subject the later one stays, in whatever order they come. Somebody may know a later one still:
// what rests on a state says so to the log (docs/adr/0023). Bounded: what was not asked for the longest is forgotten.
import { facts } from '../../chat/features.ts';
import type { State } from '../../chat/kernel/command.ts';
import type { Envelope } from '../../chat/kernel/fact.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { Turns } from '../limits/turns.ts';
import { shown } from './entry.ts';
import type { ReadLast, ReadNextEntry } from './read-entry.ts';

export interface States {
  /** Each entry that the reader hands over. */
  saw: (raw: RawEntry) => void;
  /** A state as it is known. Rejects with `LogUnreadable` while nobody can say. `who` shares its turns with others of that name. */
  of: (subject: string, who?: string) => State | Promise<State>;
  /** The same, asked anew. */
  refresh: (subject: string, who?: string) => Promise<State>;
  readonly size: number;
}

const NONE: State = { seq: 0, fact: undefined };
/** Some hundred bytes each. */
const KNOWN_MAX = 50_000;
/** Reads under way at once, and those that may wait for that. */
const READS_MAX = 16;
const WAITING_MAX = 4_096;

export interface StateReads {
  last: ReadLast;
  next: ReadNextEntry;
}

export function createStates(reads: StateReads, knownMax = KNOWN_MAX): States {
  /** The one that was asked for last comes last. */
  const known = new Map<string, State>();
  const asking = new Map<string, Promise<State>>();
  const turns = new Turns(READS_MAX, WAITING_MAX);

  const learn = (subject: string, state: State): State => {
    const before = known.get(subject);
    const later = before !== undefined && before.seq > state.seq ? before : state;
    known.delete(subject);
    known.set(subject, later);
    if (known.size > knownMax) known.delete(known.keys().next().value as string);
    return later;
  };
  const refresh = (subject: string, who?: string): Promise<State> => {
    const running = asking.get(subject);
    if (running !== undefined) return running;
    const read = turns
      .run(() => readState(reads, subject), who)
      .then((state) => learn(subject, state))
      .finally(() => asking.delete(subject));
    asking.set(subject, read);
    return read;
  };
  return {
    saw: (raw) => {
      const { subject, seq } = raw;
      const before = known.get(subject);
      const fact = before !== undefined || asking.has(subject) ? factOf(raw) : undefined;
      // What comes by while a subject is asked for may be later than the answer on its way.
      if (before === undefined && fact !== undefined) learn(subject, { seq, fact });
      else if (before !== undefined && before.seq < seq) {
        known.set(subject, { seq, fact: fact ?? before.fact });
      }
    },
    of: (subject, who) => {
      const state = known.get(subject);
      return state === undefined ? refresh(subject, who) : learn(subject, state);
    },
    refresh,
    get size() {
      return known.size;
    },
  };
}

/** What is void or no fact leaves a state as it was; but it is the last entry, and whatever rests on the state expects it. */
async function readState({ last, next }: StateReads, subject: string): Promise<State> {
  const raw = await last(subject);
  if (raw === undefined) return NONE;
  let fact = factOf(raw);
  if (fact !== undefined) return { seq: raw.seq, fact };
  for (let from = 1; ; ) {
    const earlier = await next(subject, from);
    if (earlier === undefined || earlier.seq >= raw.seq) return { seq: raw.seq, fact };
    fact = factOf(earlier) ?? fact;
    from = earlier.seq + 1;
  }
}

const factOf = (raw: RawEntry): Envelope | undefined => shown(facts.read(raw))?.fact;
