// Facts that say who is what in a room, as clients are told them. Nothing of them is a message: they are notices.
import type { User } from '../../shared/wire/objects.ts';
import type { FactView } from '../kernel/view.ts';
import type { MemberFact } from './facts.ts';
import { type Member, saysMember } from './member.ts';

/** What a notice keeps of one. */
export interface MemberSeen extends Pick<Member, 'role' | 'mutedUntil'> {
  about: User;
}

export const memberFactView = <F extends MemberFact>(): FactView<F> => ({
  version: 1,
  is: (data): data is F['data'] => saysMember(data),
  show: (draft, event) => {
    const { user, member } = event.data;
    const { role, mutedUntil } = member;
    const seen: MemberSeen = { about: { id: user.id, name: user.name }, role };
    draft.note(event, mutedUntil === undefined ? seen : { ...seen, mutedUntil });
  },
});
