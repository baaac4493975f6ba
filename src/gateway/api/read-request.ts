// What a request says beside its path: query, key and body, each bounded, read as far as its route says what it is made of.
// Invariant: what a request says and its route does not know is refused, for it cannot be obeyed.
import type { IncomingMessage } from 'node:http';
import { bytesOf, queryOf } from '../../shared/http.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { spelled } from './fields.ts';
import type { Problem } from './problem.ts';
import type { Asked, Fields, Route } from './route.ts';

/** As long as a frame may be. */
export const BODY_MAX_BYTES = LIMITS.frameMaxBytes;

/** What a key may be: `"…"` as structured fields write a string, or the same without quotes. */
export const KEY = /^[\x20-\x7e]{1,128}$/;

export type Read = Omit<Asked, 'visitor' | 'path'>;

export async function readRequest(
  route: Route,
  request: IncomingMessage,
): Promise<Read | { problem: Problem }> {
  const query = fieldsIn(queryOf(request), route.query ?? {});
  if ('problem' in query) return query;
  const key = keyOf(request, route.isCommand === true);
  if ('problem' in key) return key;
  const body = route.body === undefined ? { fields: {} } : await bodyOf(request, route.body);
  if ('problem' in body) return body;
  return { query: query.fields, key: key.text, body: body.fields };
}

type Refused = { problem: Problem };
const refused = (code: Problem['code'], message: string): Refused => ({
  problem: { code, message },
});

function fieldsIn(query: URLSearchParams, fields: Fields): { fields: Asked['query'] } | Refused {
  const found: Record<string, string | number> = {};
  for (const [name, text] of query) {
    if (!Object.hasOwn(fields, name)) {
      const known = Object.keys(fields).join(', ') || 'none';
      return refused(
        'unsupported',
        `${name.slice(0, 64)} is no parameter here: known are ${known}`,
      );
    }
    if (Object.hasOwn(found, name)) return refused('bad_frame', `${name}: give it once`);
    found[name] = spelled(fields[name], text);
  }
  return { fields: found };
}

function keyOf(
  { headersDistinct }: IncomingMessage,
  isCommand: boolean,
): { text: string | undefined } | Refused {
  const [text, ...others] = headersDistinct['idempotency-key'] ?? [];
  if (text === undefined || !isCommand) return { text: undefined };
  const bare = /^"(.*)"$/.exec(text)?.[1] ?? text;
  if (others.length === 0 && KEY.test(bare)) return { text: bare };
  return refused('bad_frame', 'Idempotency-Key: 1 to 128 printable ASCII characters, given once');
}

async function bodyOf(
  request: IncomingMessage,
  fields: Fields,
): Promise<{ fields: Asked['body'] } | Refused> {
  // A form of another page can send every type but this one without asking first.
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
    return refused('wrong_media_type', 'send Content-Type: application/json');
  }
  const bytes = await bytesOf(request, BODY_MAX_BYTES);
  if (bytes === undefined) return refused('too_big', `a body has at most ${BODY_MAX_BYTES} bytes`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser's own words quote the input; what to do is the same for every malformed one.
    return refused('bad_json', 'this is not JSON: send one JSON object');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refused('bad_frame', 'send one JSON object');
  }
  const unknown = Object.keys(json).filter((name) => !Object.hasOwn(fields, name));
  if (unknown.length === 0) return { fields: json as Asked['body'] };
  const names = unknown.join(', ').slice(0, 200);
  return refused('unsupported', `this gateway does not know ${names}: send it without`);
}
