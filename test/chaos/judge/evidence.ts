// What a run is judged by, and what is found. Plain data: the judge asks nobody.
import type { Tape, User } from '../tape.ts';

/** An entry of the log, as it stands there. */
export interface LogEntry {
  seq: number;
  /** When the log stored it, milliseconds. */
  at: number;
  room: string;
  id: string;
  user: User;
  text: string;
  /** The log's own time, milliseconds, from which on it is void: it came too late for anybody to be told of it. */
  deadline?: number;
}

export interface EventRow {
  seq: number;
  room: string;
  id: string;
  user: User;
  text: string;
  at: number;
  /** When its transaction was committed, milliseconds. */
  committed: number;
}

export type MessageRow = Omit<EventRow, 'committed'>;

export interface DeadLetter {
  seq: number;
  reason: string;
  detail: string;
}

/** How long after a fault was healed all was well again, milliseconds; undefined: not while somebody waited. */
export interface Recovery {
  fault: string;
  /** Every program says that it is ready. */
  ready: number | undefined;
  /** A new post was acknowledged through each gateway. */
  acked: number | undefined;
  /** The rows have everything that was acknowledged before. */
  rows: number | undefined;
  /** Everybody who was there all the time has what was acknowledged before. */
  heard: number | undefined;
  /** Every server of the log has all of it; at once where there is one. */
  current: number | undefined;
  /** What was started again one after the other, and how long each took to be ready. */
  restarted: readonly { name: string; ready: number | undefined }[];
  /** The longest time in which nobody got an ack; the fault may silence everybody for so long, or for as long as it lasts. */
  silence: number;
  silenceMax: number | undefined;
  /** The longest that one post waited for its ack. */
  worst: number;
}

/** What is held open and taken up. */
export interface Footprint {
  programs: Record<string, { rssMb: number; handles: number }>;
  connections: number;
  subscriptions: number;
  consumers: number;
  sessions: number;
}

export interface Evidence {
  tape: Tape;
  log: readonly LogEntry[];
  events: readonly EventRow[];
  messages: readonly MessageRow[];
  deadLetters: readonly DeadLetter[];
  recoveries: readonly Recovery[];
  /** How many gateways there are. */
  gateways: number;
  before: Footprint;
  after: Footprint;
  /** Our programs that ended though nobody had asked for it, or not as they were asked to, and how. */
  ends: readonly string[];
  /** What `make verify` found between log and rows, a line each. */
  mismatches: readonly string[];
  /** What somebody still waits for at the very end, though it may be answered elsewhere. */
  waiting: readonly string[];
  /** Our programs that said of themselves that they are dead. */
  restarts: readonly string[];
  /** Who was not ready at the very end. */
  unready: readonly string[];
}

/** The clocks of people and of the log are one machine's, and nobody sets them. */
export const EARLY_MS = 1_000;

/** Every way in which a promise can be broken. */
export const KINDS = [
  'acknowledged, not in the log',
  'acknowledged under another sequence',
  'acknowledged, though void',
  'an id stored twice',
  'forged',
  'a sender out of order',
  'an event row is missing',
  'a message row is missing',
  'an event row is not its entry',
  'a message row is not its entry',
  'a row without an entry',
  'a row without a commit',
  'a row twice',
  'the rows are not the log',
  'a dead letter',
  'a void entry among the rows',
  'a void entry is not set aside',
  'a gap',
  'a repeat',
  'disorder',
  'heard what is not in the log',
  'heard a void entry',
  'behind at the end',
  'an incomplete page',
  'a page above its limit',
  'told before it was stored',
  'persisted before the commit',
  'reset',
  'not understood',
  'refused for good',
  'closed for good',
  'ack of nothing',
  'unanswered',
  'not well in time',
  'silent for all',
  'not well at the end',
  'ended badly',
  'restarted by its liveness',
  'a leak',
] as const;
/** The last one is not the judge's: what was to be read could not be, once something had been broken. */
export type FindingKind = (typeof KINDS)[number] | 'nothing to judge by';

export interface Finding {
  kind: FindingKind;
  /** Each case in words. */
  cases: string[];
}

export const isVoid = ({ at, deadline }: LogEntry): boolean =>
  deadline !== undefined && at > deadline;
