// `make admin`: who is an operator of this chat, and by whom; GRANT and REVOKE say it anew, as a fact of the log that every
// gateway obeys as it reads it. As the NATS user `admin`, the only one who may write such facts (docs/adr/0030).
// Exits with 0 where it is done, 1 where it is not to be done, 2 where nothing can be said, 78 where it was told something that
// it does not understand.
import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { headers, type JetStreamManager, type NatsConnection } from 'nats';
import { z } from 'zod';
import { facts } from '../../chat/features.ts';
import { encodeFact, messageId, TYPE_HEADER } from '../../chat/kernel/codec.ts';
import type { Entry } from '../../chat/kernel/fact.ts';
import { ALL_OPERATORS, operatorSubject } from '../../chat/kernel/subjects.ts';
import { holderOf, subjectOfName } from '../../chat/name/holder.ts';
import type { OperatorFact } from '../../chat/operator/facts.ts';
import { operatorFact, type Whom, whomOf } from '../../chat/operator/whom.ts';
import { personId, soundName } from '../../chat/room/fields.ts';
import { natsEnv, readEnv } from '../../shared/env.ts';
import { connectTool } from '../../shared/nats-tool.ts';
import { printable } from '../../shared/printable.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { withoutCredentials } from '../../shared/redact.ts';
import { lastReader, nextEntryReader } from '../log/read-entry.ts';

const USER = 'admin';
const REFUSED = 1;
const UNKNOWN = 2;

const config = readEnv(
  'make admin',
  z
    .object({
      ...natsEnv,
      /** As k8s/nats.sh names it. */
      NATS_CA: z.string().optional(),
      /** A name; `id:…` is an id, `@…` a name for sure. */
      GRANT: personId.optional(),
      REVOKE: personId.optional(),
      /** Who does it, as it is to be read in the log. */
      BY: soundName.optional(),
    })
    .refine(({ GRANT, REVOKE }) => GRANT === undefined || REVOKE === undefined, {
      path: ['REVOKE'],
      message: 'cannot be combined with GRANT',
    }),
);

type Said = Entry<OperatorFact>;

const say = (line: string): void => void process.stdout.write(`${printable(line)}\n`);
const whoIs = ({ id, name }: Whom): string => (id === name ? id : `${name} (${id})`);

try {
  process.exitCode = await run();
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`make admin: ${printable(withoutCredentials(why))}\n`);
  process.exitCode = UNKNOWN;
}

async function run(): Promise<number> {
  const caFile = config.NATS_CA_FILE ?? config.NATS_CA;
  const place = { ...config, ...(caFile !== undefined && { NATS_CA_FILE: caFile }) };
  const nc = await connectTool({ name: 'make admin', user: USER }, place);
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const said = await readSaid(jsm);
    const { GRANT, REVOKE } = config;
    const typed = GRANT ?? REVOKE;
    if (typed === undefined) return list(said);
    return await change(nc, { jsm, said, typed, isOperator: GRANT !== undefined });
  } finally {
    await nc.close();
  }
}

/** The last word of the log about each of them, as its leader has it. */
async function readSaid(jsm: JetStreamManager): Promise<Map<string, Said>> {
  const next = nextEntryReader(jsm);
  const said = new Map<string, Said>();
  let raw: RawEntry | undefined;
  for (let from = 1; ; from = raw.seq + 1) {
    raw = await next(ALL_OPERATORS, from);
    if (raw === undefined) return said;
    const reading = facts.read(raw);
    if (reading.is !== 'known') continue;
    const entry = reading.entry as Said;
    said.set(entry.fact.data.user.id, entry);
  }
}

function list(said: ReadonlyMap<string, Said>): number {
  const all = [...said.values()].sort((a, b) => a.seq - b.seq);
  for (const { at, fact } of all.filter(({ fact }) => fact.data.isOperator)) {
    say(`${whoIs(fact.data.user)} is an operator since ${at}, by ${fact.user.name}`);
  }
  for (const { at, fact } of all.filter(({ fact }) => !fact.data.isOperator)) {
    say(`${whoIs(fact.data.user)} is no operator since ${at}, by ${fact.user.name}`);
  }
  if (all.length === 0) say('Nobody was made an operator from here.');
  say(
    'Anybody else is one whom the gateways’ ADMINS name, or whose token has the role `moderator`.',
  );
  return 0;
}

interface Change {
  jsm: JetStreamManager;
  said: ReadonlyMap<string, Said>;
  typed: string;
  isOperator: boolean;
}

async function change(nc: NatsConnection, { jsm, said, typed, isOperator }: Change) {
  const known = [...said.values()].map(({ fact }) => fact);
  const user = await whomOf(typed, { holder: (name) => holderIn(jsm, name), said: known });
  if (user === undefined || !personId.safeParse(user.id).success) {
    say(`Nobody is called ${typed} now. An id is given as id:….`);
    return REFUSED;
  }
  const before = said.get(user.id);
  const by = config.BY ?? `${userInfo().username}@${hostname()}`.slice(0, 100);
  const made = operatorFact(isOperator, {
    id: randomUUID(),
    by: { id: `terminal:${by}`, name: by },
    user,
    before: before?.fact,
  });
  if ('problem' in made) {
    say(`${made.problem}.`);
    return REFUSED;
  }
  await append(nc, made, before?.seq ?? 0);
  const is = isOperator
    ? 'is an operator now'
    : 'is no operator any more, whatever ADMINS and tokens say';
  say(`${whoIs(user)} ${is}, on every gateway. By ${by}.`);
  return 0;
}

/** By this machine's clock: whose claim ended a moment ago nobody else has yet. */
async function holderIn(jsm: JetStreamManager, name: string) {
  const raw = await lastReader(jsm)(subjectOfName(name));
  const reading = raw && facts.read(raw);
  if (raw === undefined || reading?.is !== 'known') return undefined;
  return holderOf({ seq: raw.seq, fact: reading.entry.fact }, Date.now());
}

/** Rests on what was read: of two who change the same at once the log refuses one. */
async function append(nc: NatsConnection, fact: OperatorFact, expected: number): Promise<void> {
  const head = headers();
  head.set(TYPE_HEADER, fact.type);
  await nc.jetstream().publish(operatorSubject(fact.data.user.id), encodeFact(fact), {
    msgID: messageId(fact),
    headers: head,
    expect: { lastSubjectSequence: expected },
  });
}
