// /api/openapi.json: what there is, for machines and for who reads before they have a token. Made once, when it is asked for first.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { openApi } from './openapi.ts';
import type { AnyRoute, OpenRoute, Route } from './route.ts';

const MAX_AGE_SECONDS = 300;

/** All routes, with the one that describes them. */
export function withDescription(routes: readonly Route[]): readonly AnyRoute[] {
  let made: { text: string; etag: string } | undefined;
  const all: AnyRoute[] = [...routes];
  const make = () => {
    const text = `${JSON.stringify(openApi(all))}\n`;
    const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    return { text, etag: `"${hash}"` };
  };
  const description: OpenRoute = {
    ...{ method: 'GET', path: '/api/openapi.json', name: 'getDescription', places: {} },
    summary: 'This document.',
    isOpen: true,
    successes: [{ status: 200, description: 'OpenAPI 3.1.', body: anyObject }],
    problems: [],
    serve: (request, response) => {
      made ??= make();
      const { text, etag } = made;
      const isKnown = request.headers['if-none-match'] === etag;
      response.writeHead(isKnown ? 304 : 200, {
        'content-type': 'application/json',
        'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
        etag,
      });
      response.end(isKnown || request.method === 'HEAD' ? undefined : text);
    },
  };
  all.push(description);
  return all;
}

const anyObject = z.record(z.string(), z.unknown()).describe('An OpenAPI document.');
