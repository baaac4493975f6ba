// One command on its way to the log, whatever it is: what it needs is got, it is decided, looked up where it may have been stored
// before. The decision itself is its feature's (src/chat), and pure; store.ts appends what comes of it.
// Invariant: one (user, client id) is one command (P3). Where all it needs is in memory, nobody waits.
import type {
  Asker,
  Command,
  CommandKind,
  Deciding,
  Known,
  Needs,
  Refusal,
  Rules,
  State,
} from '../../chat/kernel/command.ts';
import type { Envelope } from '../../chat/kernel/fact.ts';
import type { Proposal } from '../../chat/kernel/proposal.ts';
import { timeOfId } from '../../shared/ids.ts';
import { DEADLINE_MS } from '../../shared/once.ts';
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import type { Append } from '../log/append.ts';
import { LogUnreadable } from '../log/direct-get.ts';
import { type Extents, endOfLog } from '../log/extent.ts';
import type { LogClock } from '../log/log-clock.ts';
import type { States } from '../log/states.ts';
import { refusal } from '../refusal.ts';
import { type RowsClient, RowsUnavailable } from '../rows.ts';
import { ageOf } from './known-id.ts';
import { propose } from './propose.ts';
import { type TargetPorts, targetOf } from './target.ts';

export interface CommandPorts {
  append: Append;
  rows: Pick<RowsClient, 'lookUp'>;
  clock: Pick<LogClock, 'now' | 'stale'>;
  extents: Pick<Extents, 'refresh' | 'proven' | 'log'>;
  targets: TargetPorts;
  states: Pick<States, 'of' | 'refresh'>;
  rules: Rules;
  known: GatewayKnown;
}

export interface GatewayKnown extends Known {
  /** What is about to be asked of the log. */
  proposed: (fact: Envelope, atMs: number) => void;
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

export type CheckPorts = Omit<CommandPorts, 'append'>;

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
  const { target, states: subjects = [] } = kind.needs?.(command, asker) ?? {};
  const states = new Map<string, State>();
  for (const subject of target === undefined ? subjects : []) {
    const state = ports.states.of(subject, asker.user.id);
    if (state instanceof Promise) break;
    states.set(subject, state);
  }
  if (target !== undefined || states.size < subjects.length || kind.needsThen !== undefined) {
    return gatherAndDecide(ports, asked, { target, states: subjects });
  }
  return decide(ports, asked, { target, state: (subject) => needed(states, subject) });
}

async function gatherAndDecide(ports: CheckPorts, asked: Asked, needs: Wanted): Promise<Checked> {
  const { command } = asked;
  try {
    return await decide(ports, asked, await gather(ports, asked, needs));
  } catch (error) {
    if (!(error instanceof LogUnreadable)) throw error;
    const message = `what this is about cannot be read now: ${again}`;
    return { answer: refusal('unavailable', message, command) };
  }
}

interface Wanted extends Pick<Needs, 'states'> {
  target: number | undefined;
}
type Gathered = Pick<Deciding, 'target' | 'state'>;

async function gather(
  ports: CheckPorts,
  { asker, kind, command }: Asked,
  { target: seq, states: subjects = [] }: Wanted,
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
  const state = (subject: string) => needed(states, subject);
  const further = kind.needsThen?.(command, asker, state) ?? [];
  for (const [subject, found] of await Promise.all(further.map(read))) states.set(subject, found);
  return { target, state };
}

function needed(states: ReadonlyMap<string, State>, subject: string): State {
  const state = states.get(subject);
  if (state === undefined) throw new Error(`a decision rests on ${subject}, which it did not need`);
  return state;
}

function decide(ports: CheckPorts, asked: Asked, gathered: Gathered): Checked | Promise<Checked> {
  const { asker, joined, kind, command } = asked;
  const nowMs = ports.clock.now();
  const { rules, known } = ports;
  const about = { asker, joined, now: nowMs, rules, known, ...gathered };
  const decision = kind.decide(command, about);
  if (decision.do === 'refuse') return refuse(ports, asked, gathered, decision);
  const age = ageOf(command.id, nowMs, Date.parse(ports.extents.log.epoch));
  if (age.is === 'ahead') {
    const message = `this id is ${Math.ceil(age.byMs / 1_000)} s in the future: correct your clock by welcome.now and use a new id`;
    return { answer: refusal('clock', message, command) };
  }
  // What it rests on may be otherwise later.
  const deadlineMs = nowMs + DEADLINE_MS;
  const proposal = propose(decision, gathered.state, deadlineMs);
  known.proposed(proposal.fact, nowMs);
  if (age.is === 'fresh') return proposal;
  return lookUp(ports, asked).then((found) => found ?? proposal);
}

/** Such an id may be of an earlier try: a connection that ended, a gateway that is gone. */
const TRIED_MS = 500;

/** What was stored is not refused because it was: the state is another one since, by this very command or by a later one. */
function refuse(
  ports: CheckPorts,
  asked: Asked,
  gathered: Gathered,
  { code, message, retryAfterMs, byNow }: Refusal,
): Checked | Promise<Checked> {
  const { command, kind, asker } = asked;
  const answer = { answer: refusal(code, message, command, retryAfterMs) };
  if (!byNow && code !== 'forbidden' && code !== 'conflict') return answer;
  const own = (kind.needs?.(command, asker)?.states ?? [])
    .map((subject) => gathered.state(subject))
    .filter(({ fact }) => isOf(fact, asked));
  if (own.length > 0) {
    // Of what belongs together the first is what was acknowledged.
    const seq = Math.min(...own.map((state) => state.seq));
    return { answer: acknowledge(asked, { seq, room: roomOfFact(asked) }) };
  }
  if (!byNow && isFirstTry(ports, command)) return answer;
  return lookUp(ports, asked).then((found) => found ?? answer);
}

/** As far as its time says. */
export const isFirstTry = ({ clock }: Pick<CheckPorts, 'clock'>, { id }: Command): boolean =>
  clock.now() - timeOfId(id) < TRIED_MS;

/** Whether a fact came of this command. */
export const isOf = (fact: Envelope | undefined, { command, asker }: Asked): boolean =>
  fact?.id === command.id.toLowerCase() && fact.user.id === asker.user.id;

/** Where the id was stored before, or why nobody can say; undefined where it was not. */
export async function lookUp(
  { rows, extents }: Pick<CheckPorts, 'rows' | 'extents'>,
  asked: Asked,
): Promise<{ answer: AckFrame | ErrorFrame } | undefined> {
  const { command, asker } = asked;
  // Conclusive only with rows that hold all the log held when the question came in, whatever this gateway has read of
  // it; what was stored after that is inside the duplicate window.
  try {
    const id = command.id.toLowerCase();
    const found = await rows.lookUp(asker.user.id, id, await endOfLog(extents));
    return found === null ? undefined : { answer: acknowledge(asked, found) };
  } catch (error) {
    if (!(error instanceof RowsUnavailable || error instanceof LogUnreadable)) throw error;
    const message = `whether this id was stored before cannot be said now: ${again}`;
    return { answer: refusal('unavailable', message, command) };
  }
}

/** The id was stored before, at `seq`: fine for a retry, a mistake for another room. */
export function acknowledge(
  asked: Pick<Asked, 'kind' | 'command'>,
  stored: { seq: number; room: string | null | undefined },
): AckFrame | ErrorFrame {
  const { command } = asked;
  const room = stored.room ?? undefined;
  if (room === roomOfFact(asked)) {
    return { type: 'ack', ...aboutOf(command), seq: stored.seq, duplicate: true };
  }
  const message = `this id was used ${room === undefined ? 'for something' : `in ${room}`}: use a new id for each command`;
  return refusal('conflict', message, command);
}

/** Where what a command leads to happens. */
const roomOfFact = ({ kind, command }: Pick<Asked, 'kind' | 'command'>): string | undefined =>
  kind.isApart ? undefined : command.room;

export const aboutOf = ({ id, room }: Command) => ({ id, ...(room !== undefined && { room }) });

export const again = 'send the same id again';
