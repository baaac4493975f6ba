// What the tool of an administrator reads of the log, and writes into it: as its leader has it, and resting on what was read, so
// that of two who change the same at once the log refuses one.
import type { JetStreamManager, NatsConnection } from 'nats';
import { createInbox, headers } from 'nats';
import { z } from 'zod';
import { facts } from '../../../chat/features.ts';
import { messageId, partsOf } from '../../../chat/kernel/codec.ts';
import type { State } from '../../../chat/kernel/command.ts';
import type { Entry, Envelope } from '../../../chat/kernel/fact.ts';
import { FOREVER_MS } from '../../../chat/member/member.ts';
import { printable } from '../../../shared/printable.ts';
import { withoutCredentials } from '../../../shared/redact.ts';
import { inboxPrefix } from '../../../shared/subjects.ts';
import { propose } from '../../command/propose.ts';
import { lastReader, nextEntryReader } from '../../log/read-entry.ts';
import { createStates } from '../../log/states.ts';

export const USER = 'admin';
export const DONE = 0;
export const REFUSED = 1;
export const UNKNOWN = 2;
const ANSWER_MS = 5_000;

export const say = (line: string): void => void process.stdout.write(`${printable(line)}\n`);
export const complain = (error: unknown): void => {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`make admin: ${printable(withoutCredentials(why))}\n`);
};

export interface Log {
  /** What every subject that fits says last: each entry of them, in the log's order. */
  each: (filter: string) => AsyncIterable<Entry>;
  states: (subjects: readonly string[]) => Promise<(subject: string) => State>;
  /** Stores what belongs together, resting on these states. Rejects where that was not done. */
  append: (about: Appending, state: (subject: string) => State) => Promise<void>;
}

export interface Appending {
  fact: Envelope;
  and?: readonly Envelope[];
  expects: readonly string[];
}

const NONE: State = { seq: 0, fact: undefined };
const reply = z.object({ error: z.object({ description: z.string() }).optional() });

export function openLog(nc: NatsConnection, jsm: JetStreamManager): Log {
  const next = nextEntryReader(jsm);
  const known = createStates({ last: lastReader(jsm), next });
  return {
    each: async function* (filter) {
      for (let from = 1; ; ) {
        const raw = await next(filter, from);
        if (raw === undefined) return;
        const reading = facts.read(raw);
        if (reading.is === 'known') yield reading.entry;
        from = raw.seq + 1;
      }
    },
    states: async (subjects) => {
      const read = subjects.map(async (one) => [one, await known.of(one)] as const);
      const states = new Map(await Promise.all(read));
      return (subject) => states.get(subject) ?? NONE;
    },
    append: async (about, state) => {
      // By hand there is no hurry, and this machine's clock may be another one than the log's.
      const proposal = propose({ do: 'append', ...about }, state, FOREVER_MS);
      const batch = () => createInbox(inboxPrefix(USER));
      const parts = partsOf(proposal, messageId(about.fact), batch);
      for (const [index, { subject, data, headers: said }] of parts.entries()) {
        const head = headers();
        for (const [name, value] of Object.entries(said)) head.set(name, value);
        if (index < parts.length - 1) {
          nc.publish(subject, data, { headers: head });
          continue;
        }
        const answer = await nc.request(subject, data, { headers: head, timeout: ANSWER_MS });
        const { error } = reply.parse(answer.json());
        if (error !== undefined) throw new Error(`the log did not take it: ${error.description}`);
      }
    },
  };
}
