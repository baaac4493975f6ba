// What was decided goes into the log, or is decided anew where it rests on what is not so any more.
// Invariant: `ack` only after JetStream stored it in time (P2). Who changes a state changes the one they saw: of two at once
// one is stored, the other is told `conflict`.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Proposal } from '../../chat/kernel/proposal.ts';
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import type { Appended } from '../log/append.ts';
import { LogUnreadable } from '../log/direct-get.ts';
import { refusal } from '../refusal.ts';
import {
  type Asked,
  aboutOf,
  acknowledge,
  again,
  type Checked,
  type CommandPorts,
  check,
  isFirstTry,
  isOf,
  lookUp,
} from './handle.ts';
import { expectationsOf, subjectsOf } from './propose.ts';

/** Others change the same state all the time: past so many tries it is for the asker to try again. */
const STALE_MAX = 8;
/** What is just being stored is there a moment later: so much longer it is waited for with each try. */
const STALE_PAUSE_MS = 20;
/**
 * Of three servers the leader has one append in hand of all that rest on one state, and refuses the others meanwhile. Who
 * floods a room so keeps it busy with what rests on their membership; who bans them is more patient, and asks sooner.
 */
const CHANGE_MAX = 400;
const CHANGE_PAUSE_MS = 10;

const changesWhatItRestsOn = (proposal: Proposal): boolean => {
  const written = subjectsOf(proposal);
  return expectationsOf(proposal).some(({ subject }) => written.includes(subject));
};
const triesOf = (proposal: Proposal): number =>
  changesWhatItRestsOn(proposal) ? CHANGE_MAX : STALE_MAX;
/** Before one is decided anew, and by chance, so that those who met once do not meet again. */
const pauseOf = (proposal: Proposal, tries: number): number =>
  changesWhatItRestsOn(proposal)
    ? CHANGE_PAUSE_MS * Math.random()
    : STALE_PAUSE_MS * tries * (0.5 + Math.random() / 2);

/** Stores what was decided. Where it rests on what is not so any more, it is decided anew, with what the log's leader says. */
export async function store(
  ports: CommandPorts,
  asked: Asked,
  proposal: Proposal,
): Promise<AckFrame | ErrorFrame> {
  const { command } = asked;
  let isOpen = false;
  for (let [next, tries]: [Proposal, number] = [proposal, 0]; tries < triesOf(next); tries++) {
    const result = await ports.append(next);
    if (result.ok) return stored(asked, result);
    if (result.code === 'known') return await storedBefore(ports, asked, next);
    if (result.code !== 'stale')
      return refusal(result.code, result.message, command, result.retryAfterMs);
    isOpen ||= result.isOpen;
    const anew = await decideAnew(ports, asked, next, tries);
    if ('answer' in anew) {
      // An earlier try may have been stored: then that is so, whatever would be decided now.
      if (!isOpen || anew.answer.type === 'ack') return anew.answer;
      return (await lookUp(ports, asked))?.answer ?? anew.answer;
    }
    next = anew;
  }
  const message = 'others were faster each time: send the same id again';
  return refusal(isOpen ? 'unknown' : 'unavailable', message, command);
}

async function decideAnew(
  ports: CommandPorts,
  asked: Asked,
  proposal: Proposal,
  tries: number,
): Promise<Checked> {
  const { command, asker } = asked;
  const moved = new Set<string>();
  try {
    if (tries > 0) await sleep(pauseOf(proposal, tries));
    for (const { subject, seq } of expectationsOf(proposal)) {
      const state = await ports.states.refresh(subject, asker.user.id);
      // What this person did a moment ago does not stand in their own way.
      if (state.seq !== seq && state.fact?.user.id !== asker.user.id) moved.add(subject);
    }
  } catch (error) {
    if (!(error instanceof LogUnreadable)) throw error;
    const message = `what this rests on cannot be read now: ${again}`;
    return { answer: refusal('unavailable', message, command) };
  }
  const anew = await check(ports, asked);
  // A name that was given up meanwhile is there to be had; a room was seen as it was.
  const isRivalled =
    command.room !== undefined && subjectsOf(proposal).some((subject) => moved.has(subject));
  if ('answer' in anew || !isRivalled) return anew;
  const before = isFirstTry(ports, command) ? undefined : await lookUp(ports, asked);
  if (before !== undefined) return before;
  const message = 'somebody else changed this at the same moment: look, then do it with a new id';
  return { answer: refusal('conflict', message, command) };
}

/** All of it is in the log; a log that knows the id of a batch does not say where. */
async function storedBefore(
  ports: CommandPorts,
  asked: Asked,
  { subject }: Proposal,
): Promise<AckFrame | ErrorFrame> {
  const state = await ports.states.refresh(subject, asked.asker.user.id).catch(() => undefined);
  if (state !== undefined && isOf(state.fact, asked)) {
    return acknowledge(asked, { seq: state.seq, room: state.fact?.room });
  }
  const found = await lookUp(ports, asked);
  if (found !== undefined) return found.answer;
  const message = 'this id came to the log too late once: send it again in a while';
  return refusal('unavailable', message, asked.command, 10_000);
}

function stored(asked: Asked, result: Extract<Appended, { ok: true }>): AckFrame | ErrorFrame {
  if (result.duplicate) return acknowledge(asked, result);
  return { type: 'ack', ...aboutOf(asked.command), seq: result.seq };
}
