// Which pages may act here: a browser sends its cookie along from any page, so the page's origin decides. Programs that
// are no browsers send no Origin and carry a token of their own. Pure.

/** What is read of a request's headers, as Node's HTTP server gives them. */
export interface Headers {
  origin?: string | undefined;
  host?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
  'x-forwarded-proto'?: string | string[] | undefined;
}

export interface OriginRules {
  /** Origins beside the gateway's own, as `normalOrigin` writes them. */
  origins: readonly string[];
  /** Hosts this gateway answers to, as `allowedHost` writes them; none: any. */
  hosts: readonly string[];
}

/** Whether the page a request comes from may open a socket or a session here. */
export function originAllowed(headers: Headers, { origins }: OriginRules): boolean {
  const { origin, host } = headers;
  // Older browsers leave Origin away where they say this.
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  const normal = normalOrigin(origin);
  // "null" and other opaque origins are nobody's page.
  if (normal === undefined) return false;
  if (origins.includes(normal)) return true;
  const { protocol, host: from } = new URL(normal);
  // A page that came over plain HTTP is not the page that TLS protects.
  if (isSecure(headers) && protocol !== 'https:') return false;
  return host !== undefined && normalHost(host, protocol) === withoutDot(from);
}

/**
 * Whether this gateway answers to the name it was asked by: another one may be a name that was bent to its address. A
 * listed name without a port stands for every port.
 */
export function hostAllowed({ host }: Headers, { hosts }: OriginRules): boolean {
  if (hosts.length === 0) return true;
  const normal = allowedHost(host ?? '');
  return normal !== undefined && (hosts.includes(normal) || hosts.includes(nameOf(normal)));
}

/** A host as lists hold it: the default ports of both schemes are no ports. */
export const allowedHost = (text: string): string | undefined => {
  const normal = normalHost(text, 'https:');
  return normal === undefined ? undefined : normalHost(normal, 'http:');
};

/** Whether the visitor's side of the last proxies is TLS: each proxy may add its word to the first. */
export function isSecure(headers: Headers): boolean {
  const said = headers['x-forwarded-proto'];
  const [first = ''] = (Array.isArray(said) ? said.join(',') : (said ?? '')).split(',');
  return first.trim().toLowerCase() === 'https';
}

/** `https://chat.example.org`, in lower case, without the default port, IDN as ASCII; undefined where it is no web origin. */
export function normalOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  const bare = url.pathname === '/' && url.search === '' && url.hash === '';
  if (!bare || url.username !== '' || url.password !== '' || /[*]/.test(url.host)) return undefined;
  return `${url.protocol}//${withoutDot(url.host)}`;
}

/** A `Host` as URLs write it; undefined where it is none. */
export function normalHost(text: string, protocol: string): string | undefined {
  if (/[/?#@\s*]/.test(text)) return undefined;
  const url = URL.parse(`${protocol}//${text}`);
  return url === null || url.host === '' ? undefined : withoutDot(url.host);
}

const withoutDot = (host: string): string => host.replace(/\.(?=:\d+$|$)/, '');
const nameOf = (host: string): string => host.replace(/:\d+$/, '');
