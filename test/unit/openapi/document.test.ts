// The HTTP API's description is made of the table of routes: what comes to one of them is in it, and a validator that would say otherwise.
import assert from 'node:assert/strict';
import { withDescription } from '../../../src/gateway/api/description.ts';
import { createMatcher } from '../../../src/gateway/api/match.ts';
import { openApi } from '../../../src/gateway/api/openapi.ts';
import { ROUTES } from '../../../src/gateway/api/routes.ts';
import { openApiFaults } from '../../openapi/sound.ts';

interface Operation {
  operationId: string;
  summary: string;
  security?: unknown[];
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: object;
  responses: Record<string, { $ref?: string; content?: object }>;
}
type Document = Record<string, unknown> & { paths: Record<string, Record<string, Operation>> };

const routes = withDescription(ROUTES);
const document = () => openApi(routes) as Document;
const operations = () =>
  Object.entries(document().paths).flatMap(([path, own]) =>
    Object.entries(own).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the description of the HTTP API', () => {
  it('has every route, each with a name of its own and what it is', () => {
    assert.deepEqual(
      operations()
        .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
        .sort(),
      routes.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    const names = operations().map(({ operation }) => operation.operationId);
    assert.equal(new Set(names).size, routes.length);
    for (const { operation } of operations()) assert.match(operation.summary, /\.$/);
  });

  it('describes every place of a path, and requires nothing else but what a route cannot do without', () => {
    for (const { path, operation } of operations()) {
      const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const said = operation.parameters.filter((one) => one.in === 'path');
      assert.deepEqual(
        said.map(({ name }) => name),
        places,
        path,
      );
      const required = operation.parameters.filter((one) => one.in !== 'path' && one.required);
      const expected = operation.operationId === 'search' ? ['query'] : [];
      assert.deepEqual(
        required.map(({ name }) => name),
        expected,
        operation.operationId,
      );
    }
  });

  it('says of each route with a token that there may be none, too much, or nobody there', () => {
    for (const { operation } of operations()) {
      const refusals = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
      if (operation.security?.length === 0) assert.deepEqual(refusals, []);
      else for (const status of ['401', '422', '429', '503']) assert.ok(refusals.includes(status));
    }
  });

  it('is OpenAPI 3.1, and what is not is found', async () => {
    assert.deepEqual(await openApiFaults(document()), []);
    const [path = ''] = Object.keys(document().paths);
    const wrong = document();
    Object.assign(wrong.paths[path]?.['post'] ?? assert.fail(), { parameters: { name: 'room' } });
    assert.notDeepEqual(await openApiFaults(wrong), []);
    const dangling = document();
    const { responses } = dangling.paths[path]?.['post'] ?? assert.fail();
    responses['403'] = { $ref: '#/components/responses/Nothing' };
    assert.match((await openApiFaults(dangling)).join(), /nothing is at/);
  });

  it('is made anew the same each time', () => {
    assert.deepEqual(openApi(routes), openApi(routes));
  });
});

describe('a path leads to a route', () => {
  const match = createMatcher(routes);
  const nameOf = (method: string, path: string) => {
    const found = match(method, path);
    return found === undefined || 'allowed' in found ? found : [found.route.name, found.path];
  };

  it('by its places, decoded', () => {
    assert.deepEqual(nameOf('GET', '/api/me/rooms'), ['listOwnRooms', {}]);
    assert.deepEqual(nameOf('GET', '/api/rooms/mine'), ['getRoom', { room: 'mine' }]);
    const emoji = '/api/rooms/r/messages/7/reactions/%F0%9F%91%8D';
    assert.deepEqual(nameOf('PUT', emoji), ['addReaction', { room: 'r', seq: '7', emoji: '👍' }]);
  });

  it('and to none where a place is empty, no text, or goes on', () => {
    for (const path of [
      '/api/rooms/',
      '/api/rooms//read',
      '/api/rooms/%ff',
      '/api/rooms/a/b/c',
      '/api',
    ]) {
      assert.equal(nameOf('GET', path), undefined, path);
    }
  });

  it('with a HEAD where there is a GET that ends', () => {
    assert.deepEqual(nameOf('HEAD', '/api/rooms'), ['listRooms', {}]);
    assert.deepEqual(nameOf('HEAD', '/api/rooms/a/events'), { allowed: ['GET'] });
  });
});
