// Beside a name: that it is a guest's, whom nobody vouches for, or a program's.
import { isGuest } from '../../chat/name/guest.ts';
import type { User } from '../../shared/wire/objects.ts';

export function KindMark({ user }: { user: User }) {
  const words = isGuest(user) ? 'guest' : user.kind === 'bot' ? 'bot' : undefined;
  return words === undefined ? null : <span class="kind">{words}</span>;
}
