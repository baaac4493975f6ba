// What people said and heard, with times: all that a run knows of them. It judges nothing. Plain data, so that it can be
// written to a file, and so that a lie can be put into it.

export interface User {
  id: string;
  name: string;
}

/** A message somebody wanted to say. */
export interface Post {
  id: string;
  user: User;
  room: string;
  text: string;
  /** Which client made it; `n` counts that client's posts. */
  by: string;
  n: number;
  madeAt: number;
  /** That client has one unanswered post in a room at a time, so their order holds. */
  ordered: boolean;
  /** The sender waits no more. */
  settled: boolean;
  /** An ack came. */
  acked: boolean;
}

export interface Ack {
  at: number;
  user: string;
  id: string;
  seq: number;
  /** Undefined where the SDK chose it. */
  gateway: number | undefined;
  /** How long after the post was made, milliseconds. */
  afterMs: number;
  /** The first one of its post. */
  first: boolean;
  /** Of a client that stays with its gateway, whatever happens there. */
  stays: boolean;
}

/** An event as a frame has it. */
export interface Told {
  seq: number;
  id: string;
  user: User;
  text: string;
  /** When the log stored it, as the frame says. */
  stored: string;
}

export interface Heard extends Told {
  at: number;
  /** Counts the connections of one reading. */
  connection: number;
  /** Undefined where the SDK chose it. */
  gateway: number | undefined;
}

/** One room as one client heard it, over all its connections, from one cursor on. */
export interface Reading {
  by: string;
  room: string;
  /** It began with an empty cursor and asked for everything; else with whatever came first. */
  fromZero: boolean;
  heard: Heard[];
  /** How far the client was told that it has everything. */
  upTo: number;
  /** It went on until the end of the run, so it must have everything. */
  toTheEnd: boolean;
}

export interface Page {
  at: number;
  by: string;
  room: string;
  gateway: number;
  before: number;
  /** So many were asked for. */
  limit: number;
  events: (Told & { room: string })[];
  more: boolean;
}

/** Everything up to `seq` is in the rows, somebody was told. */
export interface Tick {
  at: number;
  by: string;
  seq: number;
  /** Undefined where the SDK chose it. */
  gateway: number | undefined;
}

/** What one client alone can tell is wrong: `reset`, `conflict`, a close or a refusal for good, an ack nobody waits for,
 * a frame that a client could do nothing with. */
export interface Oddity {
  at: number;
  by: string;
  kind: 'reset' | 'refused for good' | 'closed for good' | 'ack of nothing' | 'not understood';
  text: string;
}

export interface Tape {
  /** By user and id. */
  posts: Map<string, Post>;
  acks: Ack[];
  readings: Reading[];
  pages: Page[];
  ticks: Tick[];
  oddities: Oddity[];
  /** Answers and closes that are no fault, counted by what they were. */
  counts: Record<string, number>;
  /** When somebody made the log anew on purpose: clients then start over. */
  newLogs: number[];
}

export const newTape = (): Tape => ({
  posts: new Map(),
  acks: [],
  readings: [],
  pages: [],
  ticks: [],
  oddities: [],
  counts: {},
  newLogs: [],
});

export const keyOf = (user: string, id: string): string => `${user}|${id}`;

export function count(tape: Tape, what: string): void {
  tape.counts[what] = (tape.counts[what] ?? 0) + 1;
}

export function odd(tape: Tape, by: string, kind: Oddity['kind'], text: string): void {
  tape.oddities.push({ at: Date.now(), by, kind, text });
}

/** Writes an ack down, and strikes its post out. */
export function heardAck(
  tape: Tape,
  ack: Pick<Ack, 'user' | 'id' | 'seq' | 'gateway' | 'stays'> & { by: string },
): void {
  const { by, ...told } = ack;
  const post = tape.posts.get(keyOf(ack.user, ack.id));
  const at = Date.now();
  if (post === undefined) {
    return odd(tape, by, 'ack of nothing', `${ack.id} as ${ack.seq}`);
  }
  tape.acks.push({ ...told, at, afterMs: at - post.madeAt, first: !post.acked });
  post.acked = true;
  post.settled = true;
}

/** Its sender waits no more, whatever came of it. */
export function settle(tape: Tape, user: string, id: string): void {
  const post = tape.posts.get(keyOf(user, id));
  if (post !== undefined) post.settled = true;
}

export const highestAck = (tape: Tape): number =>
  tape.acks.reduce((highest, { seq }) => Math.max(highest, seq), 0);

export const highestTick = ({ ticks }: Pick<Tape, 'ticks'>): number =>
  ticks.reduce((highest, { seq }) => Math.max(highest, seq), 0);

/** What people at this gateway were told of the rows. */
export const highestTickAt = (tape: Tape, gateway: number): number =>
  highestTick({ ticks: tape.ticks.filter((tick) => tick.gateway === gateway) });

export const unsettled = (tape: Tape): Post[] =>
  [...tape.posts.values()].filter(({ settled }) => !settled);
