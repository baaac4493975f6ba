// One command on its way into the log, whatever it is: what it needs is got, it is decided, looked up where its id is old,
// appended, acknowledged. The decision itself is its feature's (src/chat), and pure.
// Invariant: `ack` only after JetStream stored it in time (P2); one (user, client id) is one fact (P3).
import type { Asker, Command, CommandKind, Deciding } from '../../chat/kernel/command.ts';
import type { Envelope } from '../../chat/kernel/fact.ts';
import { DEADLINE_MS } from '../../shared/once.ts';
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import type { Append } from '../log/append.ts';
import { LogUnreadable } from '../log/direct-get.ts';
import { type Extents, endOfLog } from '../log/extent.ts';
import type { LogClock } from '../log/log-clock.ts';
import { refusal } from '../refusal.ts';
import { type RowsClient, RowsUnavailable } from '../rows.ts';
import { ageOf } from './known-id.ts';
import { type TargetPorts, targetOf } from './target.ts';

export interface CommandPorts {
  append: Append;
  rows: RowsClient;
  clock: Pick<LogClock, 'now' | 'stale'>;
  extents: Pick<Extents, 'refresh' | 'proven' | 'log'>;
  targets: TargetPorts;
}

/** Who asks, and what. */
export interface Asked {
  asker: Asker;
  joined: boolean;
  kind: CommandKind;
  command: Command;
}

/** What is to be stored, and until when by the log's clock: what the decision rests on may be otherwise later. */
export interface Decided {
  fact: Envelope;
  deadlineMs: number;
}

/** An answer already, or what is to be stored. */
export type Checked = { answer: AckFrame | ErrorFrame } | Decided;

type CheckPorts = Omit<CommandPorts, 'append'>;

/** Why there is no time to decide by, where there is none. */
export async function askTime(
  { clock, extents }: Pick<CheckPorts, 'clock' | 'extents'>,
  command: Command,
): Promise<ErrorFrame | undefined> {
  try {
    if (clock.stale) await extents.refresh();
  } catch {
    return refusal('unavailable', `the log does not answer: ${again}`, command);
  }
  return undefined;
}

/** Decides; an old id is looked up. The log's time is known. */
export function check(ports: CheckPorts, asked: Asked): Checked | Promise<Checked> {
  const { target } = asked.kind.needs?.(asked.command) ?? {};
  return target === undefined ? decide(ports, asked) : decideAbout(ports, asked, target);
}

async function decideAbout(ports: CheckPorts, asked: Asked, seq: number): Promise<Checked> {
  const { asker, command } = asked;
  try {
    const target = await targetOf(ports.targets, command.room, seq, asker.user.id);
    // A server that was cut off takes itself for the leader, and lacks what is newest: its "not there" says nothing.
    if (target === undefined) await endOfLog(ports.extents);
    return await decide(ports, asked, target);
  } catch (error) {
    if (!(error instanceof LogUnreadable)) throw error;
    const message = `what this is about cannot be read now: ${again}`;
    return { answer: refusal('unavailable', message, command) };
  }
}

function decide(
  ports: CheckPorts,
  { asker, joined, kind, command }: Asked,
  target?: Deciding['target'],
): Checked | Promise<Checked> {
  const decision = kind.decide(command, { asker, joined, target });
  if (decision.do === 'refuse') {
    return { answer: refusal(decision.code, decision.message, command) };
  }
  const nowMs = ports.clock.now();
  const age = ageOf(command.id, nowMs, Date.parse(ports.extents.log.epoch));
  if (age.is === 'ahead') {
    const message = `this id is ${Math.ceil(age.byMs / 1_000)} s in the future: correct your clock by welcome.now and use a new id`;
    return { answer: refusal('clock', message, command) };
  }
  const decided = { fact: decision.fact, deadlineMs: nowMs + DEADLINE_MS };
  return age.is === 'fresh' ? decided : lookUp(ports, command, decided);
}

async function lookUp(
  { rows, extents }: CheckPorts,
  command: Command,
  decided: Decided,
): Promise<Checked> {
  // Conclusive only with rows that hold all the log held when the question came in, whatever this gateway has read of
  // it; what was stored after that is inside the duplicate window.
  const { user, id } = decided.fact;
  try {
    const found = await rows.lookUp(user.id, id, await endOfLog(extents));
    return found === null ? decided : { answer: acknowledge(command, found) };
  } catch (error) {
    if (!(error instanceof RowsUnavailable || error instanceof LogUnreadable)) throw error;
    const message = `whether this old id was stored before cannot be said now: ${again}`;
    return { answer: refusal('unavailable', message, command) };
  }
}

export async function store(
  append: Append,
  command: Command,
  { fact, deadlineMs }: Decided,
): Promise<AckFrame | ErrorFrame> {
  const result = await append(fact, deadlineMs);
  if (!result.ok) return refusal(result.code, result.message, command, result.retryAfterMs);
  if (result.duplicate) return acknowledge(command, result);
  return { type: 'ack', id: command.id, room: command.room, seq: result.seq };
}

/** The id was stored before, at `seq`: fine for a retry, a mistake for another room. */
function acknowledge(
  { id, room }: Command,
  stored: { seq: number; room: string | undefined },
): AckFrame | ErrorFrame {
  if (stored.room === undefined || stored.room === room) {
    return { type: 'ack', id, room, seq: stored.seq, duplicate: true };
  }
  const message = `this id was used for a message in ${stored.room}: use a new id for each message`;
  return refusal('conflict', message, { id, room });
}

const again = 'send the same id again';
