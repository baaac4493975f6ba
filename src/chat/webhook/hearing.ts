// Who answers for a webhook, and whether they may hear what it is told. Nobody is told by a webhook what they may not read: whose address
// it has may be sent out of the room while it stands, and then it waits for an owner who lets it go on (docs/adr/0041). Pure.
import { timeOfId } from '../../shared/ids.ts';
import type { User } from '../../shared/wire/objects.ts';
import { botOfUser } from '../bot/bot.ts';
import type { Member } from '../member/member.ts';
import { mayRead } from '../member/standing.ts';
import type { Room } from '../room/room.ts';
import type { Answerer, Webhook } from './webhook.ts';

/** When it was made, milliseconds since 1970, by the log's clock; of those that do not say it, as their id does. */
export const madeAt = ({ made, id }: Pick<Webhook, 'made' | 'id'>): number => made ?? timeOfId(id);

/** Who gave it its address, and who let it go on last, where that was another one. One of them is enough. */
export const answerersOf = (webhook: Webhook): readonly Answerer[] =>
  webhook.answers ?? [{ user: webhook.by, at: madeAt(webhook) }];

/** Another address: whose it is answers for it alone. */
export const answeredBy = (user: User, at: number): readonly Answerer[] => [{ user, at }];

/** It goes on because somebody says so. */
export function alsoAnsweredBy(webhook: Webhook, user: User, at: number): readonly Answerer[] {
  const [first] = answerersOf(webhook);
  const isOther = first !== undefined && first.user.id !== user.id;
  return isOther ? [first, { user, at }] : [{ user, at }];
}

/** A membership, as the log has it from some time on, milliseconds since 1970; undefined where there never was one. */
export type Since = { member: Member; at: number } | undefined;

/** Gateways know the log's clock by so much. */
const CLOCK_MS = 2_000;

/**
 * `memberships`: in the order of those who answer. What they were when they said so they may have been as operators, whom the
 * log does not name in every case: only what came after that counts.
 */
export const mayHear = (webhook: Webhook, room: Room, memberships: readonly Since[]): boolean =>
  answerersOf(webhook).some(({ user, at }, index) => {
    const since = memberships[index];
    if (since === undefined || since.at < at - CLOCK_MS) return true;
    const isBot = botOfUser(user.id) !== undefined;
    const standing = { room, member: since.member, isOperator: false, ...(isBot && { isBot }) };
    return mayRead(standing, webhook.room);
  });

export const unheardWords = (webhook: Webhook): string =>
  `${answerersOf(webhook)
    .map(({ user }) => user.name)
    .join(' and ')} may not read this room any more: another owner may let it go on`;
