import assert from 'node:assert/strict';
import { z } from 'zod';
import { COOKIE_MAX_BYTES } from '../../../../src/gateway/edge/cookies.ts';
import {
  type FitPorts,
  type RenewalState,
  renewalCookie,
  sessionCookie,
} from '../../../../src/gateway/edge/sign-in/fit.ts';
import { memberTokens } from '../../../../src/gateway/edge/sign-in/member-token.ts';
import { SignInFailed } from '../../../../src/gateway/edge/sign-in/outcome.ts';
import { createSeal } from '../../../../src/gateway/edge/sign-in/seal.ts';

const SECRET = 'a secret of at least thirty-two characters';
const headers = { host: 'localhost:8080' };
const many = (count: number) => Array.from({ length: count }, (_, index) => `room-number-${index}`);

describe('what does not fit into a cookie', () => {
  let cut: string[] = [];
  const tokens = memberTokens(SECRET);
  const state: z.ZodType<RenewalState> = z.object({
    id: z.string(),
    refreshToken: z.string().optional(),
    idToken: z.string().optional(),
  });
  const renewals = createSeal<RenewalState>(SECRET, 'renewal', state);
  const ports = (privateRooms: string[] = []): FitPorts => ({
    tokens,
    renewals,
    privateRooms: new Set(privateRooms),
    onCut: (what) => cut.push(what),
  });
  const session = (rooms: string[], roles: string[] = []) => ({
    identity: {
      user: { id: 'ada', name: 'Ada', kind: 'member' },
      ...{ rooms, roles, expiresAt: Date.now() + 60_000 },
    },
    ...{ id: 'x', confirmedUntil: Date.now() + 60_000 },
  });
  const textIn = (line = '') => line.split(';')[0]?.split('=')[1] ?? '';
  beforeEach(() => {
    cut = [];
  });

  it('of a session: rooms that are not private here, roles that mean nothing here', async () => {
    const whole = await sessionCookie(ports(), headers, session(['board'], ['staff']));
    const { identity } = await tokens.read(textIn(whole));
    assert.deepEqual([identity.rooms, identity.roles, cut], [['board'], ['staff'], []]);
    const most = session([...many(400), 'board'], [...many(100), 'moderator']);
    const line = await sessionCookie(ports(['board']), headers, most);
    assert.ok(line.length <= COOKIE_MAX_BYTES);
    const read = await tokens.read(textIn(line));
    assert.deepEqual([read.identity.rooms, read.identity.roles], [['board'], ['moderator']]);
    assert.equal(cut.length, 1);
  });

  it('of a session that needs more than that: it is refused', async () => {
    const rooms = many(400);
    await assert.rejects(
      sessionCookie(ports(rooms), headers, session(rooms)),
      (error) => error instanceof SignInFailed && error.outcome === 'too-large',
    );
  });

  it('of what renews it: the ID token first, and then all of it', async () => {
    const kept = { id: 'x', refreshToken: 'r'.repeat(1_500), idToken: 'i'.repeat(500) };
    const opened = async (line: string | undefined) => await renewals.open(textIn(line));
    assert.deepEqual(await opened(await renewalCookie(ports(), headers, kept, 'ada')), kept);
    assert.deepEqual(cut, []);
    const large = { ...kept, idToken: 'i'.repeat(2_000) };
    const { idToken: _, ...needed } = large;
    assert.deepEqual(await opened(await renewalCookie(ports(), headers, large, 'ada')), needed);
    assert.equal(cut.length, 1);
    const huge = { ...large, refreshToken: 'r'.repeat(4_000) };
    assert.equal(await renewalCookie(ports(), headers, huge, 'ada'), undefined);
    assert.match(cut.at(-1) ?? '', /ends without being renewed/);
  });
});
