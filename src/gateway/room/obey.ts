// What the log says of a room or of a membership is obeyed at once, on every gateway: who may not be there any more is taken out,
// who is invited, or put into a room by who began it, is told. What counts is what is known by now, not the fact that comes by: a
// later one may be known already.
import { botUser, saysBot } from '../../chat/bot/bot.ts';
import { botRevoked } from '../../chat/bot/facts.ts';
import type { Entry, Envelope, InRoom } from '../../chat/kernel/fact.ts';
import { memberSubject } from '../../chat/kernel/subjects.ts';
import { memberJoined } from '../../chat/member/facts.ts';
import { memberOf, saysMember } from '../../chat/member/member.ts';
import { saysRoom } from '../../chat/room/room.ts';
import type { RoomStates } from '../log/room-states.ts';
import type { Residents } from './residents.ts';

export interface ObeyPorts {
  residents: Pick<Residents, 'of' | 'everybody'>;
  states: Pick<RoomStates, 'of'>;
}

/** `kind`: what stands where the fact stands (subjects.ts). */
export function obey(
  { residents, states }: ObeyPorts,
  { fact }: Entry<InRoom>,
  kind: string | undefined,
): void {
  const { room, user: by, data } = fact;
  if (kind === 'state' && saysRoom(data)) {
    for (const one of residents.everybody()) one.judge(room, { by, isRemoval: false });
  }
  if (kind !== 'member' || !saysMember(data)) return;
  const concerned = residents.of(data.user.id);
  if (concerned.length === 0) return;
  const known = states.of(memberSubject(room, data.user.id));
  // Where it has to be read first, what comes by is as much as anybody here knows.
  if (known instanceof Promise) known.catch(() => undefined);
  const { state } = known instanceof Promise ? data.member : memberOf(known);
  for (const one of concerned) {
    one.judge(room, { by, isRemoval: state === 'removed' });
    if (isAsked(fact, state)) one.invited(room, by);
  }
}

/** What a bot's token opened is closed at once, on every connection. */
export function obeyRevocation(residents: Pick<Residents, 'of'>, { type, data }: Envelope): void {
  if (type !== botRevoked.type || !saysBot(data)) return;
  for (const one of residents.of(botUser(data.bot).id)) one.revoked();
}

/** Somebody else wants them in a room, and they are, or may be, by what is known now. */
function isAsked({ type, user: by, data }: InRoom, state: string): boolean {
  if (!saysMember(data) || data.member.state !== state) return false;
  if (state === 'invited') return true;
  return state === 'in' && type === memberJoined.type && data.user.id !== by.id;
}
