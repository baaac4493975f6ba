// What a gateway asks the log to store, and on what that rests. The log itself refuses what was decided on a state that is not
// the last one any more: no lock, and no replica that knows better (docs/adr/0023).
import type { Envelope } from './fact.ts';

/** That an entry, or nothing (0), is the last one of a subject. */
export interface Expectation {
  subject: string;
  seq: number;
}

export interface Proposal {
  fact: Envelope;
  /** Where it is to stand. */
  subject: string;
  /** By the log's clock, milliseconds since 1970: stored later it is void. */
  deadlineMs: number;
  expects?: Expectation;
  /** Stored with it, in this order, all or nothing. */
  rest?: readonly Rest[];
}

export interface Rest {
  /** Undefined for a guard: an entry carries one expectation, so a further one needs an entry, which says nothing. */
  fact: Envelope | undefined;
  subject: string;
  expects?: Expectation;
}
