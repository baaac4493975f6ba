// The token that a request carries: its own, which a program sends, else the cookie of a browser. Pure.
// Invariant: a header that is none of ours, such as the password of a proxy in front of us, makes no program of a browser.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readCookie, SESSION } from './cookies.ts';

/** What a program sends: `Authorization: Bearer`. */
export const bearerOf = ({
  authorization = '',
}: Pick<IncomingHttpHeaders, 'authorization'>): string | undefined =>
  /^Bearer +(\S+)$/i.exec(authorization)?.[1];

export const tokenOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined =>
  bearerOf(headers) ?? readCookie(headers, SESSION);

/** The session's cookie, where nothing goes before it. */
export const sessionCookieOf = (headers: IncomingMessage['headers']): string | undefined =>
  bearerOf(headers) === undefined ? readCookie(headers, SESSION) : undefined;
