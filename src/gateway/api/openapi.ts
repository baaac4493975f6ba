// The HTTP API for machines: an OpenAPI 3.1 document, made of the table of routes (routes.ts) and of the schemas that answers have.
// docs/PROTOCOL.md is the prose. What comes to the table is in it by itself.
import type { z } from 'zod';
import { PARTS } from '../socket/frame-parts.ts';
import { FRAMES } from '../socket/frames.ts';
import { type JsonSchema, refTo, schemasOf } from './json-schema.ts';
import { PROBLEMS, type ProblemCode, problemBody } from './problem.ts';
import { type AnyRoute, type Fields, isOpen, type Success } from './route.ts';

/** What every request with a token may be answered. */
const EVERY: readonly ProblemCode[] = ['unauthorized', 'rate', 'unavailable', 'failed'];
/** And every one that carries a body. */
const OF_BODIES: readonly ProblemCode[] = [
  'bad_json',
  'too_big',
  'wrong_media_type',
  'unsupported',
];

const PROBLEM = 'Problem';
const DIALECT = { target: 'draft-2020-12' } as const;

export function openApi(routes: readonly AnyRoute[]): JsonSchema {
  const names = namesOf(routes);
  const bodies = [...names].map(([schema, name]) => [name, schema] as const);
  const parts = [...Object.entries(PARTS), ['Event', FRAMES.event] as const];
  const paths: Record<string, JsonSchema> = {};
  for (const route of routes) {
    const here = paths[route.path] ?? {};
    paths[route.path] = { ...here, [route.method.toLowerCase()]: operation(route, names) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ChatK8S: HTTP',
      version: '1',
      description: INTRODUCTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'Any gateway serves every room.' }],
    security: [{ token: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: SECURITY,
      responses: problemResponses(),
      schemas: schemasOf([...parts, ...bodies, [PROBLEM, problemBody]], {
        io: 'output',
        open: true,
        ...DIALECT,
      }),
    },
  };
}

function operation(route: AnyRoute, names: Names): JsonSchema {
  const { name, summary, description, body, successes, problems } = route;
  const codes = [
    ...(isOpen(route) ? [] : EVERY),
    ...(body === undefined ? [] : OF_BODIES),
    ...problems,
  ];
  return {
    operationId: name,
    summary,
    ...(description !== undefined && { description }),
    ...(isOpen(route) && { security: [] }),
    parameters: [
      ...parameters('path', route.places),
      ...parameters('query', route.query ?? {}),
      ...parameters('header', route.headers ?? {}),
    ],
    ...(body !== undefined && { requestBody: requestBody(body) }),
    responses: {
      ...Object.fromEntries(successes.map((success) => [success.status, response(success, names)])),
      ...refusals(codes),
    },
  };
}

const parameters = (where: 'path' | 'query' | 'header', fields: Fields): JsonSchema[] =>
  Object.entries(schemasIn(fields)).map(([name, { description, ...schema }]) => ({
    name,
    in: where,
    required: where === 'path' || (where === 'query' && isRequired(fields[name])),
    ...(description !== undefined && { description }),
    schema,
  }));

function requestBody(fields: Fields): JsonSchema {
  const required = Object.keys(fields).filter((name) => isRequired(fields[name]));
  const schema = {
    type: 'object',
    properties: schemasIn(fields),
    required,
    additionalProperties: false,
  };
  return { required: true, content: { 'application/json': { schema } } };
}

const isRequired = (field: z.ZodType | undefined): boolean =>
  field !== undefined && !field.safeParse(undefined).success;

/** Each by itself, as who asks writes it. */
function schemasIn(fields: Fields): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const { [name]: schema = {} } = schemasOf([[name, field]], {
        io: 'input',
        open: false,
        ...DIALECT,
      });
      return [name, schema];
    }),
  );
}

type Names = ReadonlyMap<z.ZodType, string>;

/** Of the bodies of answers: one that several routes answer with has one name, its title or that of the first. */
function namesOf(routes: readonly AnyRoute[]): Names {
  const names = new Map<z.ZodType, string>();
  for (const { name, successes } of routes) {
    for (const { body } of successes) {
      if ('mediaType' in body || names.has(body)) continue;
      const own = `${name.charAt(0).toUpperCase()}${name.slice(1)}Answer`;
      names.set(body, body.meta()?.title ?? own);
    }
  }
  return names;
}

function response({ description, body, headers }: Success, names: Names): JsonSchema {
  const content =
    'mediaType' in body
      ? { [body.mediaType]: { schema: { type: 'string', description: body.description } } }
      : { 'application/json': { schema: refTo(names.get(body) ?? '') } };
  const said = Object.entries(headers ?? {}).map(([name, text]) => [
    name,
    { description: text, schema: { type: 'string' } },
  ]);
  return {
    description,
    ...(said.length > 0 && { headers: Object.fromEntries(said) }),
    content,
  };
}

/** Of each status one answer, which all operations refer to. */
function problemResponses(): JsonSchema {
  const byStatus = Map.groupBy(Object.entries(PROBLEMS), ([, { status }]) => status);
  const said = [...byStatus].map(([status, own]) => [
    `${PROBLEM}${status}`,
    {
      description: own.map(([code, { title }]) => `\`${code}\`: ${title}.`).join(' '),
      ...(RETRIED.includes(status) && { headers: { 'Retry-After': RETRY_AFTER } }),
      content: { 'application/problem+json': { schema: refTo(PROBLEM) } },
    },
  ]);
  return Object.fromEntries(said);
}

const refusals = (codes: readonly ProblemCode[]): JsonSchema =>
  Object.fromEntries(
    codes.map((code) => {
      const { status } = PROBLEMS[code];
      return [status, { $ref: `#/components/responses/${PROBLEM}${status}` }];
    }),
  );

const RETRIED: readonly number[] = [429, 503];
const RETRY_AFTER = { description: 'Seconds.', schema: { type: 'integer' } };

const INTRODUCTION =
  `What a script or a program asks of ChatK8S without a WebSocket: it goes the way of what sockets say, with the same rules. PROTOCOL.md,
beside this file, says what no schema can: how one gets a token, what a key is, what a sequence is. Whoever reads answers passes over fields
and codes that it does not know. What comes as server-sent events are the frames of asyncapi.yaml.
`.replaceAll(/\n(?=.)/g, ' ');

const SECURITY = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'Of `POST /api/session`, or of the identity provider.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'chatk8s_session',
    description:
      'Set by `POST /api/session`; with the port of the host behind its name, if it has one. What changes something then comes ' +
      'of a page of the gateway’s own origin.',
  },
};
