// What a gateway keeps in browsers: the names of its cookies, how they are read and how they are set. Cookies know no ports, so
// each gateway of a host has names of its own; behind TLS a prefix says that nobody but this host may set them.
// Invariant: none is set that a browser would drop without a word. Pure.
import { type Headers, isSecure } from './origin.ts';

/** What every browser keeps of one, its name and its attributes included (RFC 6265 §6.1). */
export const COOKIE_MAX_BYTES = 4_096;

export interface CookieKind {
  name: string;
  /** Where browsers send it. */
  path: '/' | '/api/session';
  /** `Lax` comes along where another site sends its visitor here; `Strict` does not. */
  sameSite: 'Strict' | 'Lax';
}

/** The token that opens sockets. */
export const SESSION: CookieKind = { name: 'chatk8s_session', path: '/', sameSite: 'Strict' };
/** What renews the session; nothing else ever needs it. */
export const RENEWAL: CookieKind = {
  name: 'chatk8s_renewal',
  path: '/api/session',
  sameSite: 'Strict',
};
const ATTEMPT = 'chatk8s_sign_in_';
/** Letters of an attempt’s id: what is longer has the port of another gateway of this host behind it. */
export const ATTEMPT_ID_LENGTH = 12;
/** One attempt to sign in; the provider's page sends the browser back with it. */
export const attemptCookie = (id: string): CookieKind => ({
  name: ATTEMPT + id,
  path: '/',
  sameSite: 'Lax',
});

type CookieHeaders = Pick<Headers, 'host' | 'x-forwarded-proto'> & { cookie?: string | undefined };

/** `__Host-` demands the path `/`; of one with another path `__Secure-` says as much as can be said. */
export function cookieName(headers: CookieHeaders, { name, path }: CookieKind): string {
  const port = /:(\d+)$/.exec(headers.host ?? '')?.[1];
  const own = port === undefined ? name : `${name}_${port}`;
  if (!isSecure(headers)) return own;
  return path === '/' ? `__Host-${own}` : `__Secure-${own}`;
}

export const readCookie = (headers: CookieHeaders, kind: CookieKind): string | undefined =>
  readCookies(headers, kind)[0];

/** All of that name: where no prefix forbids it, a neighbour’s page may have set another one before the gateway’s own. */
export function readCookies(headers: CookieHeaders, kind: CookieKind): string[] {
  const own = cookieName(headers, kind);
  return cookiesOf(headers).flatMap(([name, value]) => (name === own && value !== '' ? value : []));
}

/** The ids of the attempts that this browser has, the oldest first, as browsers send them. */
export function attemptsOf(headers: CookieHeaders): string[] {
  const [before = '', after = ''] = cookieName(headers, attemptCookie('|')).split('|');
  return cookiesOf(headers)
    .filter(([name]) => name.startsWith(before) && name.endsWith(after))
    .map(([name]) => name.slice(before.length, name.length - after.length))
    .filter((id) => id.length === ATTEMPT_ID_LENGTH);
}

/** The line that sets it; with an empty value the one that takes it away. Undefined where browsers would drop it. */
export function setCookie(
  headers: CookieHeaders,
  kind: CookieKind,
  value: string,
  maxAgeSeconds: number,
): string | undefined {
  const { path, sameSite } = kind;
  const name = cookieName(headers, kind);
  const secure = isSecure(headers) ? '; Secure' : '';
  const line = `${name}=${value}; Path=${path}; HttpOnly; SameSite=${sameSite}; Max-Age=${maxAgeSeconds}${secure}`;
  return Buffer.byteLength(line) > COOKIE_MAX_BYTES ? undefined : line;
}

export const clearCookie = (headers: CookieHeaders, kind: CookieKind): string =>
  setCookie(headers, kind, '', 0) ?? '';

const cookiesOf = ({ cookie = '' }: CookieHeaders): [name: string, value: string][] =>
  cookie.split(';').map((part) => {
    const text = part.trim();
    const at = text.indexOf('=');
    return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  });
