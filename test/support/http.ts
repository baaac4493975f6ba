// Requests of the HTTP API, as a script would send them. Invariant: whatever is answered is as the description has it for that route
// and status, or the test fails.
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { withDescription } from '../../src/gateway/api/description.ts';
import { createMatcher } from '../../src/gateway/api/match.ts';
import { openApi } from '../../src/gateway/api/openapi.ts';
import { ROUTES } from '../../src/gateway/api/routes.ts';

export interface Answer {
  status: number;
  headers: Headers;
  // A test says what it expects of it.
  body: Record<string, unknown>;
}

export interface Ask {
  token?: string;
  body?: unknown;
  key?: string;
  headers?: Record<string, string>;
}

const routes = withDescription(ROUTES);
const match = createMatcher(routes);
const document = openApi(routes) as unknown as Description;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ ...document, $id: 'document' });
/** By operation and status: which of them were answered so. */
export const answered = new Set<string>();

interface Description {
  paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  components: { responses: Record<string, Response> };
}
interface Response {
  $ref?: string;
  content?: Record<string, { schema: { $ref: string } }>;
}

/** `where`: `POST http://127.0.0.1:8080/api/rooms/lobby/messages`. */
export async function ask(
  where: string,
  { token, body, key, headers = {} }: Ask = {},
): Promise<Answer> {
  const [method = 'GET', url = ''] = where.split(' ', 2);
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: Answer = {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
  const problem = descriptionProblem(method, new URL(url).pathname, answer);
  assert.equal(problem, undefined, `${where}: ${answer.status} ${text.slice(0, 500)}`);
  return answer;
}

/** Why an answer is not what the description says; undefined where it is, and of paths that are no routes. */
function descriptionProblem(method: string, path: string, { status, headers, body }: Answer) {
  const found = match(method, path);
  if (found === undefined || 'allowed' in found || status === 304) return undefined;
  const { route } = found;
  const said = document.paths[route.path]?.[route.method.toLowerCase()]?.responses[status];
  if (said === undefined) return `the description has no ${status}`;
  const name = said.$ref?.split('/').at(-1);
  const response = name === undefined ? said : document.components.responses[name];
  const mediaType = headers.get('content-type') ?? '';
  const schema = response?.content?.[mediaType]?.schema;
  if (schema === undefined) return `the description has no ${mediaType}`;
  const fits = ajv.compile({ $ref: `document${schema.$ref}` });
  answered.add(`${route.name} ${status}`);
  return fits(body) ? undefined : ajv.errorsText(fits.errors);
}
