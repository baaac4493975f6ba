// Sessions of people whom the identity provider knows: opened with what it gave, renewed with it before they end, ended there as here.
// Invariants: who the provider says is over gets nothing new; where it does not answer, who was in stays in, for a bounded while; what
// renews a session renews that session alone.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { asUnauthorized, Unauthorized } from '../auth.ts';
import { RENEWAL, readCookie, readCookies, SESSION } from '../cookies.ts';
import type { Identity } from '../identity.ts';
import { type ClaimNames, identityOf } from '../oidc.ts';
import type { Headers } from '../origin.ts';
import { type FitPorts, type RenewalState, renewalCookie, sessionCookie } from './fit.ts';
import { granted, isDue, prolonged, renewInMs } from './life.ts';
import { type MemberSession, memberTokens } from './member-token.ts';
import { SignInFailed } from './outcome.ts';
import type { Grant, Provider } from './provider.ts';
import { isOver, ProviderAway } from './provider-fault.ts';
import { Renewals } from './renewals.ts';
import { createSeal } from './seal.ts';

export interface MemberOptions extends Pick<FitPorts, 'privateRooms' | 'onCut'> {
  secret: string;
  /** The longest that a session lasts without asking the provider, milliseconds. */
  sessionMs: number;
  /** How long past that a provider that does not answer keeps nobody out. */
  graceMs: number;
  claimNames: ClaimNames;
  provider: Provider;
  /** A renewal that an operator should know of. */
  onFault: (error: unknown) => void;
  /** What came of asking the provider to renew one. */
  onRenewal: (outcome: RenewalOutcome) => void;
}

export type RenewalOutcome = 'renewed' | 'over' | 'unreachable' | 'failed';

export interface Opened {
  session: MemberSession;
  /** The lines that set its cookies. */
  cookies: string[];
}

export interface KnownMember {
  identity: Identity;
  /** Milliseconds from now. */
  renewInMs: number;
}

export type Renewal =
  /**
   * `ask`: when to ask again: as it is due; soon, for the provider did not answer (`away`) or was asked too often (`busy`); when it is
   * over, for nothing renews it any more.
   */
  | (Opened & { is: 'in'; ask: 'due' | 'away' | 'busy' | 'end' })
  | { is: 'over' }
  /** Over, unless the provider says otherwise, which cannot be asked: it does not answer, or this was asked too often. */
  | { is: 'away' }
  | { is: 'busy' };

/** What is left to do, or could not be done, at the provider. */
export interface Ended {
  signOutUrl?: string;
  provider?: 'unreachable';
}

export type CookieHeaders = Headers & { cookie?: string | undefined };

const renewalState = z.object({
  id: z.string(),
  refreshToken: z.string().optional(),
  idToken: z.string().optional(),
});

export type MemberSessions = ReturnType<typeof createMemberSessions>;

export function createMemberSessions(options: MemberOptions) {
  const { secret, sessionMs, graceMs, claimNames, provider, onFault, onRenewal } = options;
  const tokens = memberTokens(secret);
  const renewals = createSeal<RenewalState>(secret, 'renewal', renewalState);
  const running = new Renewals(async (refreshToken) => {
    try {
      const grant = await provider.refresh(refreshToken);
      onRenewal('renewed');
      return grant;
    } catch (error) {
      onRenewal(renewalOutcome(error));
      throw error;
    }
  });
  const fit: FitPorts = { ...options, tokens, renewals };

  const keptOf = async (headers: CookieHeaders, id: string): Promise<RenewalState | undefined> => {
    for (const sealed of readCookies(headers, RENEWAL)) {
      const state = await renewals.open(sealed);
      if (state?.id === id) return state;
    }
    return undefined;
  };
  const openSession = async (
    headers: CookieHeaders,
    session: MemberSession,
    kept?: RenewalState,
  ): Promise<Opened> => {
    const renewal = kept && (await renewalCookie(fit, headers, kept, session.identity.user.id));
    const cookies = [await sessionCookie(fit, headers, session)];
    return { session, cookies: renewal === undefined ? cookies : [...cookies, renewal] };
  };
  const identityIn = ({ claims }: Grant): Identity | undefined =>
    claims && identityOf({ ...claims, exp: claims.exp ?? 0 }, claimNames);

  /** The provider does not answer: a little longer, as it last said. */
  const goOn = async (headers: CookieHeaders, session: MemberSession): Promise<Renewal> => {
    const longer = prolonged(session, graceMs);
    if (longer === undefined) return { is: 'away' };
    const same = { session, cookies: [] };
    const opened = longer === session ? same : await openSession(headers, longer);
    return { is: 'in', ask: 'away', ...opened };
  };

  const revoke = async (refreshToken: string): Promise<void> => {
    await provider.revoke(refreshToken).catch((error: unknown) => {
      if (error instanceof ProviderAway) throw error;
      // Some let no client revoke; signing out there is offered all the same.
      onFault(error);
    });
  };

  return {
    read: tokens.read,
    /** A session for whom the provider knows. Rejects with {@link SignInFailed}. */
    open: async (headers: CookieHeaders, grant: Grant): Promise<Opened> => {
      const { refreshToken, idToken } = grant;
      const id = randomBytes(16).toString('base64url');
      const identity = usable(() => identityIn(grant));
      return await openSession(headers, granted(identity, id, grant.endsAt, sessionMs), {
        id,
        refreshToken,
        idToken,
      });
    },
    /** The session of a browser as it is; undefined where there is none, or it is to be renewed. */
    known: async (headers: CookieHeaders): Promise<KnownMember | undefined> => {
      const session = await sessionOf(headers);
      if (session === undefined || isDue(session)) return undefined;
      return { identity: session.identity, renewInMs: Math.round(renewInMs(session)) };
    },
    /**
     * The session of a browser, renewed where that is due. `may`: whether the provider may be asked now, asked where it would be.
     */
    renew: async (headers: CookieHeaders, may: () => boolean): Promise<Renewal> => {
      const session = await sessionOf(headers);
      if (session === undefined) return { is: 'over' };
      const isGood = session.identity.expiresAt > Date.now();
      const asItIs: Opened & { is: 'in' } = { is: 'in', session, cookies: [] };
      const last: Renewal = isGood ? { ...asItIs, ask: 'end' } : { is: 'over' };
      if (!isDue(session)) return { ...asItIs, ask: 'due' };
      const kept = await keptOf(headers, session.id);
      if (kept?.refreshToken === undefined) return last;
      if (!running.knows(kept.refreshToken) && !may()) {
        return isGood ? { ...asItIs, ask: 'busy' } : { is: 'busy' };
      }
      try {
        const grant = await running.run(kept.refreshToken);
        const identity = identityIn(grant) ?? session.identity;
        if (identity.user.id !== session.identity.user.id) return { is: 'over' };
        const { refreshToken = kept.refreshToken, idToken = kept.idToken } = grant;
        const renewed = granted(identity, session.id, grant.endsAt, sessionMs);
        const state = { id: session.id, refreshToken, idToken };
        return { is: 'in', ask: 'due', ...(await openSession(headers, renewed, state)) };
      } catch (error) {
        // What the provider agreed to before is good until then; what it could not be asked about is not.
        if (isOver(error)) return session.confirmedUntil > Date.now() ? last : { is: 'over' };
        onFault(error);
        return await goOn(headers, session);
      }
    },
    /** What renews the session is revoked, and where to sign out at the provider; `returnTo`: where it sends the browser afterwards. */
    end: async (headers: CookieHeaders, returnTo: string | undefined): Promise<Ended> => {
      const session = await sessionOf(headers);
      if (session === undefined) return {};
      const kept = await keptOf(headers, session.id);
      try {
        if (kept?.refreshToken !== undefined) await revoke(await running.end(kept.refreshToken));
        const url = await provider.signOutUrl(kept?.idToken, returnTo);
        return url === undefined ? {} : { signOutUrl: url.href };
      } catch (error) {
        // Here it ends all the same.
        onFault(error);
        return { provider: 'unreachable' };
      }
    },
  };

  /** Of the browser's cookie, also where it has ended. */
  async function sessionOf(headers: CookieHeaders): Promise<MemberSession | undefined> {
    const token = readCookie(headers, SESSION);
    if (token === undefined) return undefined;
    return await tokens.read(token, { late: true }).catch((error: unknown) => {
      if (!(error instanceof Unauthorized)) throw error;
      return undefined;
    });
  }
}

function renewalOutcome(error: unknown): RenewalOutcome {
  if (isOver(error)) return 'over';
  return error instanceof ProviderAway ? 'unreachable' : 'failed';
}

function usable(read: () => Identity | undefined): Identity {
  try {
    const identity = read();
    if (identity !== undefined) return identity;
  } catch (error) {
    const fault = asUnauthorized(error);
    if (!(fault instanceof Unauthorized)) throw error;
    throw new SignInFailed('failed', `the provider’s claims name nobody: ${fault.message}`, error);
  }
  throw new SignInFailed('failed', 'the provider said nothing of who signed in');
}
