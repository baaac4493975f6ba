// Whether a key that was used before was used for the same: who gives one key to two things would lose the second without a word.
// What the log does not have any more cannot be compared, and is taken for the same: a retry is what keys are for.
import type { ChatCommand } from '../../chat/features.ts';
import type { Envelope } from '../../chat/kernel/fact.ts';
import { canonicalEmoji } from '../../chat/reaction/emoji.ts';
import { type TargetPorts, targetOf } from '../command/target.ts';

/** `seq`: where the first one is stored. Rejects while that cannot be read. */
export async function isSameCommand(
  targets: TargetPorts,
  command: ChatCommand & { room: string },
  seq: number,
  who: string,
): Promise<boolean> {
  const entry = await targetOf(targets, command.room, seq, who);
  return entry === undefined || matches(command, entry.fact);
}

function matches(command: ChatCommand, { type, data }: Envelope): boolean {
  const said = data as Said;
  switch (command.type) {
    case 'post':
      return (
        type === 'MessagePosted' && said.text === command.text && said.replyTo === command.replyTo
      );
    case 'edit':
      return type === 'MessageEdited' && isOf(said, command) && said.text === command.text;
    case 'delete':
      return type === 'MessageDeleted' && isOf(said, command);
    case 'react':
      return (
        type === (command.on ? 'ReactionAdded' : 'ReactionRemoved') &&
        isOf(said, command) &&
        said.emoji === canonicalEmoji(command.emoji)
      );
    default:
      return true;
  }
}

/** Of the facts above, by their type. */
interface Said {
  text?: string;
  replyTo?: number;
  emoji?: string;
  target?: { seq: number };
}

const isOf = ({ target }: Said, { target: seq }: { target: number }): boolean =>
  target?.seq === seq;
