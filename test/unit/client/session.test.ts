import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'mocha';
import { ChatError } from '../../../src/client/errors.ts';
import {
  adoptToken,
  createSession,
  endSession,
  knownSession,
  readSession,
} from '../../../src/client/session.ts';

const ADA = { id: 'guest-ada', name: 'Ada' };
const SESSION = { user: ADA, expiresAt: 1_800_000_000_000 };
/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';

describe('who one is, asked over HTTP', () => {
  let server: Server;
  let url: string;
  /** What the server says to everything. */
  let answer: { status: number; body: string };
  let asked: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[];
  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request);
      response.writeHead(answer.status).end(answer.body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const say = (status: number, body: unknown) => {
    answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  };

  it('is the one whom the token names', async () => {
    say(200, { ...SESSION, mode: 'oidc' });
    const known = { status: 'known', session: SESSION, mode: 'oidc' };
    assert.deepEqual(await readSession(url, 'a token'), known);
    const [question] = asked;
    assert.deepEqual([question?.method, question?.url], ['GET', '/api/session']);
    assert.equal(question?.headers.authorization, 'Bearer a token');
  });

  it('is known without anything being renewed, or is to be asked for otherwise', async () => {
    const more = { mode: 'oidc', signIn: '/api/sign-in', renewInMs: 5 };
    say(200, { ...SESSION, ...more });
    assert.deepEqual(await knownSession(url), { status: 'known', session: SESSION, ...more });
    assert.equal(asked[0]?.url, '/api/session?renew=no');
    for (const [status, body] of [
      [204, ''],
      // A gateway of before, and one that has other worries.
      [401, { mode: 'guest' }],
      [429, {}],
      [200, 'a proxy’s page'],
    ] as const) {
      say(status, body);
      assert.equal(await knownSession(url), undefined, String(status));
    }
    assert.deepEqual(await knownSession(NOWHERE), { status: 'unreachable' });
  });

  it('is known with when it is to be asked for again, and whether the provider answered', async () => {
    const more = { mode: 'oidc', signIn: '/api/sign-in', renewInMs: 5, provider: 'unreachable' };
    say(200, { ...SESSION, ...more });
    assert.deepEqual(await readSession(url), { status: 'known', session: SESSION, ...more });
    say(503, { error: 'not now', provider: 'unreachable' });
    assert.deepEqual(await readSession(url), { status: 'unreachable', provider: 'unreachable' });
    say(401, { error: 'nobody', mode: 'oidc', signIn: '/api/sign-in' });
    const unknown = { status: 'unknown', mode: 'oidc', signIn: '/api/sign-in' };
    assert.deepEqual(await readSession(url), unknown);
    say(200, { ...SESSION, signIn: 7, renewInMs: 'soon', provider: 'fine' });
    assert.deepEqual(await readSession(url), { status: 'known', session: SESSION, mode: 'guest' });
  });

  it('ends with where to sign out at the provider, which is a web address', async () => {
    say(200, { signOutUrl: 'https://id.example.org/out' });
    assert.deepEqual(await endSession(url), { signOutUrl: 'https://id.example.org/out' });
    for (const signOutUrl of ['javascript:alert(1)', 7, undefined]) {
      say(200, { signOutUrl });
      assert.deepEqual(await endSession(url), {});
    }
    say(200, { provider: 'unreachable' });
    assert.deepEqual(await endSession(url), { provider: 'unreachable' });
  });

  it('has not ended where the server did not end it', async () => {
    for (const [status, body, code, words] of [
      [429, { error: 'too many requests: try again later' }, 'rate', /too many requests/],
      [503, { error: 'try again in a moment' }, 'unavailable', /in a moment/],
      [502, '<h1>Bad Gateway</h1>', 'unavailable', /502/],
      [403, { error: 'pages of another origin may not' }, 'invalid', /another origin/],
    ] as const) {
      say(status, body);
      await assert.rejects(endSession(url), (error) => {
        assert.ok(error instanceof ChatError);
        assert.equal(error.code, code);
        assert.match(error.message, words);
        return true;
      });
    }
  });

  it('has the roles that the token says, and no others', async () => {
    const rolesOf = async (more: object) => {
      say(200, { ...SESSION, ...more });
      const answer = await readSession(url);
      return answer.status === 'known' ? answer.session.roles : assert.fail();
    };
    assert.deepEqual(await rolesOf({ roles: ['moderator', 7] }), ['moderator']);
    for (const more of [{}, { roles: 'moderator' }]) assert.equal(await rolesOf(more), undefined);
  });

  it('is nobody only where the server says so, whatever it adds', async () => {
    for (const body of [{ mode: 'guest' }, '', '<html>', 'null']) {
      say(401, body);
      assert.deepEqual(await readSession(url), { status: 'unknown', mode: 'guest' });
    }
    assert.equal(asked[0]?.headers.authorization, undefined);
    say(401, { mode: 'oidc' });
    assert.deepEqual(await readSession(url), { status: 'unknown', mode: 'oidc' });
  });

  it('is not known where nobody, somebody else or a broken server answers', async () => {
    assert.deepEqual(await readSession(NOWHERE), { status: 'unreachable' });
    const answers: [number, unknown][] = [
      [200, '<html>a proxy</html>'],
      [200, {}],
      [200, { user: { id: 7, name: 'Ada' } }],
      [403, SESSION],
      [404, {}],
      [502, '<html>bad gateway</html>'],
      [503, SESSION],
    ];
    for (const [status, body] of answers) {
      say(status, body);
      assert.deepEqual(await readSession(url), { status: 'unreachable' }, `${status} ${body}`);
    }
  });

  it('is taken with a name, and kept by a token of one’s own', async () => {
    say(201, { ...SESSION, token: 't' });
    assert.deepEqual(await createSession(url, 'Ada'), { ...SESSION, token: 't' });
    assert.deepEqual(await adoptToken(url, 'mine'), { ...SESSION, token: 't' });
    assert.deepEqual(
      asked.map(({ method, headers }) => [method, headers.authorization]),
      [
        ['POST', undefined],
        ['POST', 'Bearer mine'],
      ],
    );
  });

  it('is refused in the server’s words, which differ from those of no server', async () => {
    say(400, { error: 'bad_name', message: 'Choose another name.' });
    await assert.rejects(createSession(url, '?'), {
      code: 'invalid',
      message: 'Choose another name.',
    });
    say(429, { error: 'too many new sessions: try again later' });
    await assert.rejects(createSession(url, 'Ada'), { code: 'rate', retry: true });
    say(503, '<html>');
    await assert.rejects(createSession(url, 'Ada'), {
      code: 'unavailable',
      message: 'The server said 503.',
    });
    say(200, SESSION);
    await assert.rejects(createSession(url, 'Ada'), /did not answer like a chat server/);
    await assert.rejects(createSession(NOWHERE, 'Ada'), { code: 'unreachable' });
    await assert.rejects(endSession(NOWHERE), { code: 'unreachable' });
  });
});
