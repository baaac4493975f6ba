// From one address of a gateway, however it is written, to its socket and its HTTP side. Invariant: both come
// from the same origin and base path, so that "unauthorized" is asked of the gateway that refused.
import { ChatError } from './errors.ts';

/** `http(s)://host[/base]` or `ws(s)://host[/base][/ws]` → the WebSocket's address. */
export const socketUrl = (url: string): string => resolve(url, 'ws', 'ws');

/** The same → `/api/<name>` beside it. */
export const apiUrl = (url: string, name: string): string => resolve(url, 'http', `api/${name}`);

function resolve(url: string, scheme: 'ws' | 'http', path: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const secure = parsed?.protocol === 'wss:' || parsed?.protocol === 'https:';
  if (parsed === undefined || !/^(ws|http)s?:$/.test(parsed.protocol)) {
    throw new ChatError(
      'invalid',
      `"${url}" is not a chat address: it must begin with http(s):// or ws(s)://.`,
    );
  }
  const base = parsed.pathname.replace(/\/(ws\/?)?$/, '');
  return `${scheme}${secure ? 's' : ''}://${parsed.host}${base}/${path}`;
}
