// Beside a name: that it is a guest's, whom nobody vouches for, or a program's.
import { isGuest } from '../../chat/name/guest.ts';
import type { User } from '../../shared/wire/objects.ts';
import { KIND_MARKS } from '../words/messages.ts';

export function KindMark({ user }: { user: User }) {
  const words = isGuest(user) ? KIND_MARKS.guest : user.kind === 'bot' ? KIND_MARKS.bot : undefined;
  return words === undefined ? null : <span class="kind">{words}</span>;
}
