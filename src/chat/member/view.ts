// Facts that say who is what in a room, as clients are told them. Nothing of them is a message.
import type { FactView } from '../kernel/view.ts';
import type { MemberFact } from './facts.ts';
import { saysMember } from './member.ts';

export const memberFactView = <F extends MemberFact>(): FactView<F> => ({
  version: 1,
  is: (data): data is F['data'] => saysMember(data),
  show: () => undefined,
});
