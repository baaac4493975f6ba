// Who is a guest: signed in by a name alone. Pure; who shows people says it of them.
import type { User } from '../../shared/wire/objects.ts';

/** Sessions of before did not say of what kind somebody is; those that a gateway made itself were guests' alone. */
export const isGuest = ({ id, kind }: Pick<User, 'id'> & { kind?: unknown }): boolean =>
  kind === undefined ? id.startsWith('guest-') : kind === 'guest';
