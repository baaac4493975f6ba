// One place where every fault of a request ends: whatever a client sends, a program answers and goes on.
// Invariant: no target, header or body ends the process (P8).
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Answers a request, now or later; may throw or reject. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => Promise<unknown> | unknown;

/** Scheme and authority of an absolute-form target, as proxies send it (RFC 9112 §3.2.2). */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** The path of a request's target without its query; never throws, for a target is whatever a client wrote. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const path = url.replace(AUTHORITY, '').split(/[?#]/, 1)[0] ?? '';
  return path === '' ? '/' : path;
}

/** What a request's address says behind its path. */
export function queryOf({ url = '' }: Pick<IncomingMessage, 'url'>): URLSearchParams {
  const [, query = ''] = /\?([^#]*)/.exec(url) ?? [];
  return new URLSearchParams(query);
}

/** Nobody waits for an answer: what cannot be read of a request of theirs is no fault. */
export const isGone = ({ socket }: IncomingMessage): boolean => socket.destroyed;

/** Calls `handler`; where it fails, `onFault` hears it and the client is told 500. */
export function answering(handler: Handler, onFault: (error: unknown) => void): RequestListener {
  return (request, response) => {
    // An answer to somebody who is gone.
    response.on('error', () => response.destroy());
    const fail = (error: unknown) => {
      if (isGone(request)) return;
      onFault(error);
      if (response.headersSent) response.destroy();
      else json(response, 500, { error: 'this request cannot be answered' });
    };
    try {
      Promise.resolve(handler(request, response, pathOf(request))).catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(`${JSON.stringify(body)}\n`);
}

/** The body of a request; undefined where it has more than `max` bytes: the rest of it is not read. Rejects where its sender goes away. */
export async function bytesOf(request: IncomingMessage, max: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Or the connection would be gone before anybody is told why.
  const pieces: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of pieces) {
    length += chunk.length;
    if (length > max) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
