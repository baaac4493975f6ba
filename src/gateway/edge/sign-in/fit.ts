// A session fits into cookies or is cut to what is needed, and an operator hears of it: a browser drops what is too large without a
// word. Of a list of rooms those are needed that are private here, of roles those that mean something here.
import { MODERATOR } from '../../../chat/kernel/command.ts';
import { COOKIE_MAX_BYTES, RENEWAL, SESSION, setCookie } from '../cookies.ts';
import type { Identity } from '../identity.ts';
import { BOT } from '../oidc.ts';
import type { Headers } from '../origin.ts';
import { KEPT_SECONDS, type MemberSession, type MemberTokens } from './member-token.ts';
import { SignInFailed } from './outcome.ts';
import type { Seal } from './seal.ts';

/** What renews a session, sealed in a cookie of its own. */
export interface RenewalState {
  /** The session that it belongs to. */
  id: string;
  refreshToken?: string | undefined;
  /** For the sign-out at the provider. */
  idToken?: string | undefined;
}

export interface FitPorts {
  tokens: MemberTokens;
  renewals: Seal<RenewalState>;
  privateRooms: ReadonlySet<string>;
  /** Something did not fit: which, and what was done about it. */
  onCut: (what: string, userId: string) => void;
}

type SessionToSign = Omit<MemberSession, 'issuedAt'>;

/** The session's cookie. Rejects with {@link SignInFailed} where not even what is needed fits. */
export async function sessionCookie(
  { tokens, privateRooms, onCut }: FitPorts,
  headers: Headers,
  session: SessionToSign,
): Promise<string> {
  const { identity } = session;
  const lineOf = async (who: Identity) =>
    setCookie(headers, SESSION, await tokens.sign({ ...session, identity: who }), KEPT_SECONDS);
  const whole = await lineOf(identity);
  if (whole !== undefined) return whole;
  const needed = {
    ...identity,
    roles: identity.roles.filter((role) => role === MODERATOR || role === BOT),
    rooms: identity.rooms.filter((room) => privateRooms.has(room)),
  };
  onCut(
    'roles and rooms of a session: those that mean nothing here are left away',
    identity.user.id,
  );
  const cut = await lineOf(needed);
  if (cut !== undefined) return cut;
  throw new SignInFailed('too-large', `a session does not fit into ${COOKIE_MAX_BYTES} bytes`);
}

/** The cookie that renews it, without the ID token where that is too much; undefined where the refresh token alone is. */
export async function renewalCookie(
  { renewals, onCut }: FitPorts,
  headers: Headers,
  state: RenewalState,
  userId: string,
): Promise<string | undefined> {
  const { id, refreshToken } = state;
  const lineOf = async (kept: RenewalState) =>
    setCookie(headers, RENEWAL, await renewals.close(kept, KEPT_SECONDS), KEPT_SECONDS);
  const whole = await lineOf(state);
  if (whole !== undefined) return whole;
  onCut('the ID token of a session: signing out at the provider asks the person once more', userId);
  const cut = await lineOf({ id, refreshToken });
  if (cut === undefined) onCut('a refresh token: this session ends without being renewed', userId);
  return cut;
}
