// Who comes in, under the name that is theirs by now. Invariant: nobody is kept out by a log that does not answer: after a
// moment they go by their token's name, since whatever they say needs the log anyway.
import type { Identity } from '../edge/identity.ts';
import type { ClaimTimes, Names } from './names.ts';

export type Present = (identity: Identity) => Promise<Identity>;

/** Longer than a log takes that is there. */
const PATIENCE_MS = 2_000;
/** Tokens of identity providers end within the hour; a member's name is theirs for so long after they were last here. */
const MEMBER_MS = 90 * 24 * 60 * 60 * 1_000;

export function createPresent(
  { nameOf }: Pick<Names, 'nameOf'>,
  onFault: (error: unknown) => void,
): Present {
  return async (identity) => {
    // A bot keeps the name it was made with, which is anybody's once it was revoked.
    if (identity.scope !== undefined) return identity;
    const named = nameOf(identity, timesOf(identity)).catch(onFault);
    const name = await Promise.race([named, after(PATIENCE_MS)]);
    return name === undefined ? identity : { ...identity, user: { ...identity.user, name } };
  };
}

function timesOf({ user, expiresAt }: Identity): ClaimTimes {
  if (user.kind === 'guest') return { untilMs: expiresAt, atLeastMs: expiresAt };
  const now = Date.now();
  return { untilMs: now + MEMBER_MS, atLeastMs: now + MEMBER_MS / 2 };
}

const after = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms).unref());
