// A browser without a page: cookies by host, redirects one at a time, and the provider's form. For what a test wants to see of every
// answer, or wants to send that no browser would.
import { strictEqual } from 'node:assert/strict';

export class HttpBrowser {
  readonly #jars = new Map<string, Map<string, string>>();

  /** One request with the cookies of that host; what it sets is kept, and no redirect is followed. */
  async go(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const { host, pathname } = new URL(url);
    const jar = this.#jarOf(host);
    const cookie = [...jar]
      .filter(([name]) => !name.includes('renewal') || pathname === '/api/session')
      .map((pair) => pair.join('='))
      .join('; ');
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '' || rest.some((part) => /max-age=0|expires=thu, 01 jan 1970/i.test(part))) {
        jar.delete(name);
      } else jar.set(name, value);
    }
    return response;
  }

  /** The cookies of a host, to look at and to change. */
  cookies(url: string): Map<string, string> {
    return this.#jarOf(new URL(url).host);
  }

  /** To the provider and through its page; the address that it sends the browser back to. */
  async toCallback(chat: string, person: string, to = '/'): Promise<URL> {
    let at = new URL(`${chat}/api/sign-in?to=${encodeURIComponent(to)}`);
    for (let steps = 0; steps < 10; steps++) {
      let response = await this.go(at);
      if (response.status === 200) {
        const body = new URLSearchParams({ person });
        response = await this.go(at, { method: 'POST', body });
      }
      const next = new URL(response.headers.get('location') ?? '', at);
      await response.body?.cancel();
      if (next.pathname === '/api/sign-in/callback') return next;
      at = next;
    }
    throw new Error(`the provider does not send the browser back: ${at}`);
  }

  /** The whole way; where the chat sends the browser in the end. */
  async signIn(chat: string, person: string, to = '/'): Promise<string> {
    const response = await this.go(await this.toCallback(chat, person, to));
    strictEqual(response.status, 303);
    return response.headers.get('location') ?? '';
  }

  #jarOf(host: string): Map<string, string> {
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar);
    return jar;
  }
}
