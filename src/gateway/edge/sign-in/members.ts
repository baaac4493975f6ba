// People who sign in with the identity provider, put together: its sessions beside the tokens of programs, and the ways in.
import type { Auth } from '../auth.ts';
import {
  createMemberSessions,
  type MemberOptions,
  type MemberSessions,
} from './member-sessions.ts';
import { isMemberToken } from './member-token.ts';
import { type SignInPorts, type SignInRoute, signInRoutes } from './routes.ts';

export interface Members {
  sessions: MemberSessions;
  /** Answers by their paths. */
  routes: ReadonlyMap<string, SignInRoute>;
}

export type MembersOptions = MemberOptions & Omit<SignInPorts, 'sessions'>;

/** `tokens`: how tokens of the provider itself are checked, which programs bring. */
export function withMembers(tokens: Auth, options: MembersOptions): Auth {
  const sessions = createMemberSessions(options);
  return {
    mode: tokens.mode,
    authenticate: async (token) =>
      isMemberToken(token)
        ? (await sessions.read(token)).identity
        : await tokens.authenticate(token),
    members: { sessions, routes: signInRoutes({ ...options, sessions }) },
  };
}
