// What lies in the stores when everybody is quiet: the log entry by entry, read as an operator, and the rows with the times
// of their commits, read as the superuser.
import { AckPolicy, DeliverPolicy, type JsMsg, nanos } from 'nats';
import { placeOf } from '../../src/chat/kernel/subjects.ts';
import { lineOf } from '../../src/persister/verify/difference.ts';
import { ackInfoOf } from '../../src/shared/ack-subject.ts';
import { STREAM } from '../../src/shared/subjects.ts';
import { verifyStores } from '../support/verify.ts';
import type { DeadLetter, EventRow, LogEntry, MessageRow } from './judge/evidence.ts';
import type { World } from './world.ts';

const EMPTY_FETCHES_MAX = 10;
const DEADLINE_HEADER = 'Chat-Deadline';

export async function readLog(world: World): Promise<LogEntry[]> {
  const nc = await world.connect('operator');
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const { state } = await jsm.streams.info(STREAM);
    const log: LogEntry[] = [];
    let read = 0;
    if (state.messages === 0) return log;
    const info = await jsm.consumers.add(STREAM, {
      name: `chaos_${Date.now().toString(36)}`,
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.All,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: nanos(30_000),
    });
    const consumer = nc.jetstream().consumers.getPullConsumerFor(info);
    for (let empty = 0; read < state.messages; ) {
      const had = read;
      for await (const message of await consumer.fetch({ max_messages: 500, expires: 3_000 })) {
        read += 1;
        // A name that was claimed is judged by nobody here.
        if (placeOf(message.subject)?.room !== undefined) log.push(entryOf(message));
      }
      empty = read > had ? 0 : empty + 1;
      if (empty > EMPTY_FETCHES_MAX) {
        throw new Error(`the log cannot be read: ${read} of ${state.messages} entries`);
      }
    }
    await jsm.consumers.delete(STREAM, info.name);
    return log;
  } finally {
    await nc.close();
  }
}

function entryOf(message: JsMsg): LogEntry {
  const { streamSequence, at } = ackInfoOf(message);
  const { id, user, data } = message.json<{
    id: string;
    user: { id: string; name: string };
    data: { text: string };
  }>();
  const deadline = message.headers?.get(DEADLINE_HEADER);
  return {
    seq: streamSequence,
    at: Date.parse(at),
    room: placeOf(message.subject)?.room ?? '',
    id,
    user,
    text: data.text,
    ...(deadline !== undefined && deadline !== '' && { deadline: Number(deadline) }),
  };
}

/** What the program itself says of its rows (P6), every table and every column. */
export async function verifyRows(world: World): Promise<string[]> {
  const stores = {
    nats: { connect: world.connect },
    database: { operatorUrl: world.operator.DATABASE_URL },
  };
  return (await verifyStores(stores)).differences.map(lineOf);
}

type Row = Record<string, string>;

export async function readRows(world: World) {
  const events = await world.sql<Row>(
    `select seq, room, user_id, user_name, client_id as id, data->>'text' as text,
       (extract(epoch from at) * 1000)::bigint as at,
       extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000 as committed
     from event where room is not null order by seq`,
  );
  const messages = await world.sql<Row>(
    `select seq, room, user_id, user_name, client_id as id, text,
       (extract(epoch from sent_at) * 1000)::bigint as at
     from message order by seq`,
  );
  const letters = await world.sql<Row>('select seq, reason, detail from dead_letter order by seq');
  return {
    events: events.map(
      (row): EventRow => ({ ...messageOf(row), committed: Number(row['committed']) }),
    ),
    messages: messages.map(messageOf),
    deadLetters: letters.map(
      ({ seq, reason = '', detail = '' }): DeadLetter => ({ seq: Number(seq), reason, detail }),
    ),
  };
}

const messageOf = ({
  seq,
  room = '',
  id = '',
  user_id,
  user_name,
  text = '',
  at,
}: Row): MessageRow => ({
  seq: Number(seq),
  room,
  id,
  user: { id: user_id ?? '', name: user_name ?? '' },
  text,
  at: Number(at),
});
