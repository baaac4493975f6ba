// The log from one sequence to another, in order, for tools that go over all of it: asked of the stream's storage a page at a
// time, so that no consumer is left behind and each program's user may do it as it is.
// Invariant: nothing is left out and nothing ends silently. An answer is a chain, each entry names the one before; a chain
// that breaks off is asked for again from its end; what nobody answers for is a rejection. Only a proven hole is passed over.
// Traps: see holes.ts. Half the answers are the mirror's, and a replica that lags knows of no entry that is there.
import { setTimeout as sleep } from 'node:timers/promises';
import { createInbox, type Msg } from 'nats';
import { fromDirectGet, type RawEntry } from '../../shared/raw-entry.ts';
import { inboxPrefix, STREAM } from '../../shared/subjects.ts';
import { gapAfter, type LogApi } from '../rows/holes.ts';

export interface ReadLogOptions extends LogApi {
  /** Whose user this is, for its inbox: `operator`, `persister`, `provision`. */
  program: string;
  /** The first sequence, 1 or more, and the last one: the log must have come as far. */
  from: number;
  to: number;
  /** How long nothing new may come before this rejects. */
  patienceMs?: number;
}

export interface LogPage {
  /** In order; the last page may have none. */
  entries: RawEntry[];
  /** Everything up to here was given, from where the page before ended: what is not among them the log does not hold. */
  upTo: number;
}

/** The log could not be read on: what was given so far is right, and not all. */
export class LogNotRead extends Error {
  constructor(seq: number, cause: unknown) {
    super(`the log cannot be read from ${seq} on: ${sentenceOf(cause)}`, { cause });
    this.name = 'LogNotRead';
  }
}

const PAGE = 1_000;
/** A page ends with the entry that exceeds it. */
const PAGE_BYTES = 1_000_000;
/** Elections take 4 to 9 s, a restart of NATS in a cluster longer. */
const PATIENCE_MS = 60_000;
/** An answer that says nothing for so long is none. */
const SILENCE_MS = 5_000;
/** Origin and mirror answer by turns of chance: all of these wrong happens once in 65,000. */
const WRONG_ANSWERS_MAX = 16;
/** Behind an answer that said nothing new. */
const PAUSE_MS = 100;
const END_OF_ANSWER = 204;
const NOT_FOUND = 404;

/** At most two pages are in memory: the one that was taken, and the next, which is asked for meanwhile. */
export async function* readLog(options: ReadLogOptions): AsyncGenerator<LogPage, void, undefined> {
  const { from, to } = options;
  if (from > to) return;
  let coming = pageFrom(options, from);
  for (;;) {
    const page = await coming;
    const { upTo } = page;
    if (upTo < to) {
      coming = pageFrom(options, upTo + 1);
      // Thrown when it is waited for; nobody may be waiting yet.
      coming.catch(() => undefined);
    }
    yield page;
    if (upTo >= to) return;
  }
}

/** Entries or a hole, one at least; rejects with {@link LogNotRead}. */
async function pageFrom(options: ReadLogOptions, from: number): Promise<LogPage> {
  const { to, patienceMs = PATIENCE_MS } = options;
  const until = performance.now() + patienceMs;
  let trouble: unknown;
  do {
    try {
      const answer = await askLog(options, from);
      const last = answer.entries.at(-1)?.seq;
      if (last !== undefined) {
        return { entries: answer.entries.filter(({ seq }) => seq <= to), upTo: Math.min(last, to) };
      }
      trouble = answer.trouble ?? 'nobody has its next entry';
      const { end } = await gapAfter(options, from - 1, true);
      if (end >= from) return { entries: [], upTo: Math.min(end, to) };
    } catch (error) {
      trouble = error;
    }
    await sleep(PAUSE_MS);
  } while (performance.now() < until);
  throw new LogNotRead(from, trouble);
}

async function askLog(options: ReadLogOptions, from: number): Promise<Answer> {
  for (let tries = 0; tries < WRONG_ANSWERS_MAX; tries++) {
    const answer = await ask(options, from);
    // Of the log nothing is known by what its mirror says.
    if (answer.of === 'log') return answer;
  }
  return { of: 'log', entries: [], trouble: `another stream answers for ${STREAM}` };
}

interface Answer {
  of: 'log' | 'mirror';
  /** Each follows the one before in the log of whoever answered. */
  entries: RawEntry[];
  /** Why there are no more, where that is not the answer's own end. */
  trouble?: string;
}

/** Whatever of an answer came whole. */
function ask({ nc, program, to }: ReadLogOptions, from: number): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const entries: RawEntry[] = [];
  const end = (trouble?: string) =>
    resolve({ of: 'log', entries, ...(trouble !== undefined && { trouble }) });
  const take = (answer: Msg): void => {
    const { headers } = answer;
    const code = headers?.code ?? 0;
    if (code === END_OF_ANSWER || code === NOT_FOUND) return end();
    if (code !== 0) return end(`${code} ${headers?.description}`);
    if (headers?.get('Nats-Stream') !== STREAM) return resolve({ of: 'mirror', entries: [] });
    // Of the first nothing is before.
    const before = Number(headers.get('Nats-Last-Sequence'));
    if (before !== (entries.at(-1)?.seq ?? 0)) return end(`${before} is missing in an answer`);
    entries.push(fromDirectGet(answer));
  };
  const subscription = nc.subscribe(createInbox(inboxPrefix(program)), {
    callback: (error, answer) => {
      timer.refresh();
      if (error !== null) end(String(error));
      else take(answer);
    },
  });
  const timer = setTimeout(() => end(`no whole answer within ${SILENCE_MS} ms`), SILENCE_MS);
  const query = { seq: from, batch: Math.min(PAGE, to - from + 1), max_bytes: PAGE_BYTES };
  nc.publish(`$JS.API.DIRECT.GET.${STREAM}`, JSON.stringify(query), {
    reply: subscription.getSubject(),
  });
  return promise.finally(() => {
    clearTimeout(timer);
    subscription.unsubscribe();
  });
}

const sentenceOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
