// The log and the rows, read from outside: what they hold, for tests that compare.
import { type NatsConnection, headers as natsHeaders } from 'nats';
import { messageSubject } from '../../src/chat/kernel/subjects.ts';
import { STREAM } from '../../src/shared/subjects.ts';
import type { TestChat } from './chat.ts';

/** How many messages the log holds, in all rooms. */
export async function logCount(chat: TestChat): Promise<number> {
  return await asOperator(chat, async (nc) => {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const { state } = await jsm.streams.info(STREAM, { subjects_filter: messageSubject('*') });
    return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
  });
}

/** Every sequence in the rows, in order. */
export async function rowSequences(chat: TestChat): Promise<number[]> {
  const rows = await chat.database.sql<{ seq: string }>('select seq from message order by seq');
  return rows.map(({ seq }) => Number(seq));
}

/** Changes the log's settings, as provisioning may. */
export async function changeLog(chat: TestChat, settings: object): Promise<void> {
  const nc = await chat.nats.connect('provision');
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    await jsm.streams.update(STREAM, settings);
  } finally {
    await nc.close();
  }
}

/** A log takes its time for many. */
const STORED_WITHIN_MS = 30_000;

/** Publishes to the log past every gateway, as the nats CLI could; resolves once the log has it all, as far as it takes it. */
export async function publishRaw(
  chat: TestChat,
  entries: readonly {
    subject: string;
    payload: string | Uint8Array;
    headers?: Record<string, string>;
  }[],
): Promise<void> {
  const nc = await chat.nats.connect('gateway');
  try {
    for (const [index, { subject, payload, headers = {} }] of entries.entries()) {
      const more = natsHeaders();
      for (const [name, value] of Object.entries(headers)) more.set(name, value);
      if (index < entries.length - 1) nc.publish(subject, payload, { headers: more });
      // Of one connection the log stores in order: whoever has an answer to the last has all.
      else await nc.request(subject, payload, { headers: more, timeout: STORED_WITHIN_MS });
    }
  } finally {
    await nc.close();
  }
}

async function asOperator<T>(chat: TestChat, ask: (nc: NatsConnection) => Promise<T>): Promise<T> {
  const nc = await chat.nats.connect('operator');
  try {
    return await ask(nc);
  } finally {
    await nc.close();
  }
}
