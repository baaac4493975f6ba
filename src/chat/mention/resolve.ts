// From the names of a text to the people that they mean now: who holds a name when a message is decided is who it speaks to,
// whatever either of them is called later. Pure; a text without an @ needs nothing of the log.
import { type Asker, type Deciding, isModerator } from '../kernel/command.ts';
import { holderOf, subjectOfName } from '../name/holder.ts';
import { parseMentions } from './parse.ts';

/** What a fact says of them; nothing where it speaks to nobody. */
export interface Mentions {
  /** Ids of users, each once. */
  mentions?: string[];
  everyone?: true;
}

/** The states of the names that a text may mean. */
export const needsOfMentions = (text: string): readonly string[] => [
  ...new Set(parseMentions(text).names.flat().map(subjectOfName)),
];

export function mentionsOf(
  text: string,
  { asker, now, state }: Pick<Deciding, 'asker' | 'now' | 'state'>,
): Mentions {
  const { names, everyone } = parseMentions(text);
  const people = names
    .map((candidates) => {
      const holders = candidates.map((name) => holderOf(state(subjectOfName(name)), now));
      return holders.find((holder) => holder !== undefined)?.userId;
    })
    .filter((userId) => userId !== undefined);
  return {
    ...(people.length > 0 && { mentions: [...new Set(people)] }),
    ...(everyone && mayCallEveryone(asker) && { everyone: true }),
  };
}

/** Of a guest, and of a bot that was made here, it is a text like any other. */
const mayCallEveryone = (asker: Asker): boolean =>
  asker.scope === undefined &&
  (isModerator(asker) || (asker.user.kind !== undefined && asker.user.kind !== 'guest'));
