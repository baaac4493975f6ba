// One command on its way into the log, whatever it is: what it needs is got, it is decided, looked up where its id is old,
// appended, acknowledged. The decision itself is its feature's (src/chat), and pure.
// Invariant: `ack` only after JetStream stored it in time (P2); one (user, client id) is one fact (P3).
import { setTimeout as sleep } from 'node:timers/promises';
import { facts } from '../../chat/features.ts';
import type {
  Asker,
  Command,
  CommandKind,
  Deciding,
  Needs,
  Rules,
  State,
} from '../../chat/kernel/command.ts';
import type { Envelope } from '../../chat/kernel/fact.ts';
import type { Proposal } from '../../chat/kernel/proposal.ts';
import { DEADLINE_MS } from '../../shared/once.ts';
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import type { Append, Appended } from '../log/append.ts';
import { LogUnreadable } from '../log/direct-get.ts';
import { type Extents, endOfLog } from '../log/extent.ts';
import type { LogClock } from '../log/log-clock.ts';
import type { States } from '../log/states.ts';
import { refusal } from '../refusal.ts';
import { type RowsClient, RowsUnavailable } from '../rows.ts';
import { ageOf } from './known-id.ts';
import { type TargetPorts, targetOf } from './target.ts';

export interface CommandPorts {
  append: Append;
  rows: Pick<RowsClient, 'lookUp'>;
  clock: Pick<LogClock, 'now' | 'stale'>;
  extents: Pick<Extents, 'refresh' | 'proven' | 'log'>;
  targets: TargetPorts;
  states: Pick<States, 'of' | 'refresh'>;
  rules: Rules;
}

/** Who asks, and what. */
export interface Asked {
  asker: Asker;
  joined: boolean;
  kind: CommandKind;
  command: Command;
}

/** An answer already, or what is to be stored. */
export type Checked = { answer: AckFrame | ErrorFrame } | Proposal;

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
  const { kind, command, asker } = asked;
  const needs = kind.needs?.(command, asker);
  return needs === undefined ? decide(ports, asked) : gatherAndDecide(ports, asked, needs);
}

async function gatherAndDecide(ports: CheckPorts, asked: Asked, needs: Needs): Promise<Checked> {
  const { command } = asked;
  try {
    return await decide(ports, asked, await gather(ports, asked, needs));
  } catch (error) {
    if (!(error instanceof LogUnreadable)) throw error;
    const message = `what this is about cannot be read now: ${again}`;
    return { answer: refusal('unavailable', message, command) };
  }
}

type Gathered = Pick<Deciding, 'target' | 'state'>;

async function gather(
  ports: CheckPorts,
  { asker, command }: Asked,
  { target: seq, states: subjects = [] }: Needs,
): Promise<Gathered> {
  const who = asker.user.id;
  const { room } = command;
  const target =
    seq === undefined || room === undefined
      ? undefined
      : await targetOf(ports.targets, room, seq, who);
  // A server that was cut off takes itself for the leader, and lacks what is newest: its "not there" says nothing.
  if (seq !== undefined && target === undefined) await endOfLog(ports.extents);
  const read = async (subject: string) => [subject, await ports.states.of(subject, who)] as const;
  const states = new Map(await Promise.all(subjects.map(read)));
  return { target, state: (subject) => needed(states, subject) };
}

function needed(states: ReadonlyMap<string, State>, subject: string): State {
  const state = states.get(subject);
  if (state === undefined) throw new Error(`a decision rests on ${subject}, which it did not need`);
  return state;
}

const NOTHING: Gathered = { target: undefined, state: (subject) => needed(new Map(), subject) };

function decide(
  ports: CheckPorts,
  { asker, joined, kind, command }: Asked,
  gathered = NOTHING,
): Checked | Promise<Checked> {
  const nowMs = ports.clock.now();
  const { rules } = ports;
  const decision = kind.decide(command, { asker, rules, joined, now: nowMs, ...gathered });
  if (decision.do === 'refuse') {
    const answer = refusal(decision.code, decision.message, command);
    return decision.byNow ? answerUnlessStored(ports, asker, command, answer) : { answer };
  }
  const age = ageOf(command.id, nowMs, Date.parse(ports.extents.log.epoch));
  if (age.is === 'ahead') {
    const message = `this id is ${Math.ceil(age.byMs / 1_000)} s in the future: correct your clock by welcome.now and use a new id`;
    return { answer: refusal('clock', message, command) };
  }
  const propose = ({ fact, expects }: { fact: Envelope; expects?: string }): Proposal => ({
    fact,
    subject: subjectOf(fact),
    // What it rests on may be otherwise later.
    deadlineMs: nowMs + DEADLINE_MS,
    ...(expects !== undefined && {
      expects: { subject: expects, seq: gathered.state(expects).seq },
    }),
  });
  const { after } = decision;
  const proposal = {
    ...propose(decision),
    ...(after !== undefined && { after: propose(after) }),
  };
  return age.is === 'fresh' ? proposal : lookUp(ports, asker.user.id, command, proposal);
}

function subjectOf(fact: Envelope): string {
  const subject = facts.subjectOf(fact);
  if (subject === undefined) throw new Error(`no program reads facts of the type ${fact.type}`);
  return subject;
}

/** What is refused was allowed before, maybe: a retry is answered what came of the earlier try. */
const answerUnlessStored = (
  ports: CheckPorts,
  { user }: Asker,
  command: Command,
  answer: ErrorFrame,
): Promise<Checked> => lookUp(ports, user.id, command, { answer });

/** Where its id was used the answer that it got then, else `otherwise`. */
async function lookUp<T extends Checked>(
  { rows, extents }: CheckPorts,
  userId: string,
  command: Command,
  otherwise: T,
): Promise<T | { answer: AckFrame | ErrorFrame }> {
  // Conclusive only with rows that hold all the log held when the question came in, whatever this gateway has read of
  // it; what was stored after that is inside the duplicate window.
  const id = command.id.toLowerCase();
  try {
    const found = await rows.lookUp(userId, id, await endOfLog(extents));
    return found === null ? otherwise : { answer: acknowledge(command, found) };
  } catch (error) {
    if (!(error instanceof RowsUnavailable || error instanceof LogUnreadable)) throw error;
    const message = `whether this id was stored before cannot be said now: ${again}`;
    return { answer: refusal('unavailable', message, command) };
  }
}

/** Others change the same state all the time: past so many tries it is for the asker to try again. */
const STALE_MAX = 8;
/** What is just being stored is there a moment later. */
const STALE_PAUSE_MS = 20;

/** Stores what was decided. Where it rests on what is not so any more, it is decided anew, with what the log's leader says. */
export async function store(
  ports: CommandPorts,
  asked: Asked,
  proposal: Proposal,
): Promise<AckFrame | ErrorFrame> {
  const { command, asker } = asked;
  let isOpen = false;
  for (let [next, tries]: [Proposal, number] = [proposal, 0]; tries < STALE_MAX; tries++) {
    const result = await ports.append(next);
    if (result.ok) {
      // What comes of that is not waited for to be told: the command is done, whatever becomes of it.
      if (next.after !== undefined && !result.duplicate) await ports.append(next.after);
      return stored(command, result);
    }
    if (result.code !== 'stale')
      return refusal(result.code, result.message, command, result.retryAfterMs);
    isOpen ||= result.isOpen;
    const again = await decideAnew(ports, asked, next, tries);
    // An earlier try may have been stored: then that is so, whatever would be decided now.
    if ('answer' in again)
      return isOpen ? (await lookUp(ports, asker.user.id, command, again)).answer : again.answer;
    next = again;
  }
  const message = 'others were faster each time: send the same id again';
  return refusal(isOpen ? 'unknown' : 'unavailable', message, command);
}

async function decideAnew(
  ports: CommandPorts,
  asked: Asked,
  { expects }: Proposal,
  tries: number,
): Promise<Checked> {
  try {
    if (tries > 0) await sleep(STALE_PAUSE_MS * tries);
    if (expects !== undefined) await ports.states.refresh(expects.subject, asked.asker.user.id);
  } catch (error) {
    if (!(error instanceof LogUnreadable)) throw error;
    const message = `what this rests on cannot be read now: ${again}`;
    return { answer: refusal('unavailable', message, asked.command) };
  }
  return await check(ports, asked);
}

function stored(command: Command, result: Extract<Appended, { ok: true }>): AckFrame | ErrorFrame {
  if (result.duplicate) return acknowledge(command, result);
  return { type: 'ack', ...aboutOf(command), seq: result.seq };
}

const aboutOf = ({ id, room }: Command) => ({ id, ...(room !== undefined && { room }) });

/** The id was stored before, at `seq`: fine for a retry, a mistake for another room. */
function acknowledge(
  command: Command,
  stored: { seq: number; room: string | null | undefined },
): AckFrame | ErrorFrame {
  const room = stored.room ?? undefined;
  if (room === command.room) {
    return { type: 'ack', ...aboutOf(command), seq: stored.seq, duplicate: true };
  }
  const message = `this id was used ${room === undefined ? 'for something' : `in ${room}`}: use a new id for each command`;
  return refusal('conflict', message, command);
}

const again = 'send the same id again';
