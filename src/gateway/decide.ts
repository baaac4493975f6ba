// Command + identity + state → what is to happen. Pure: time is passed in, nothing is called.
// How old a client id is decides who can say whether it was used before (P3): JetStream's duplicate window
// knows the last minutes, but nothing from before a backup was brought back; the rows know everything before that. The
// time is the log's.

import type { Fact } from '../chat/features.ts';
import { makeFact } from '../chat/kernel/fact.ts';
import type { PostCommand } from '../chat/message/commands.ts';
import { messagePosted } from '../chat/message/facts.ts';
import { timeOfId } from '../shared/ids.ts';
import { FRESH_MS, FUTURE_MS } from '../shared/once.ts';
import type { ErrorFrame } from '../shared/wire/frames.ts';
import type { Identity } from './access.ts';

export type Decision =
  /** Not used before, or the log's duplicate window will say so. */
  | { do: 'append'; event: Fact }
  /** Too old for the window: ask the rows first, append only what they do not have. */
  | { do: 'look_up'; event: Fact }
  | { do: 'reject'; error: ErrorFrame };

export interface PostContext {
  identity: Identity;
  joined: boolean;
  /** By the log's clock; `welcome.now` lets a client correct its own. */
  nowMs: number;
  /** When this log was made: a restore makes it anew, and brings no window. */
  logMadeMs: number;
}

export function decidePost(command: PostCommand, context: PostContext): Decision {
  const { id, room, text } = command;
  const { identity, joined, nowMs, logMadeMs } = context;
  if (!joined) {
    return reject(command, 'not_joined', `join ${room} first, then send this again`);
  }
  const idMs = timeOfId(id);
  const ageMs = nowMs - idMs;
  if (ageMs < -FUTURE_MS) {
    const aheadS = Math.ceil(-ageMs / 1_000);
    return reject(
      command,
      'clock',
      `this id is ${aheadS} s in the future: correct your clock by welcome.now and use a new id`,
    );
  }
  const event = makeFact(messagePosted, { id, room, user: identity.user, data: { text } });
  return { do: ageMs > FRESH_MS || idMs < logMadeMs ? 'look_up' : 'append', event };
}

const reject = (
  { id, room }: PostCommand,
  code: ErrorFrame['code'],
  message: string,
): Decision => ({ do: 'reject', error: { type: 'error', code, message, id, room } });
