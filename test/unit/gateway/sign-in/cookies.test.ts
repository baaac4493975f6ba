import assert from 'node:assert/strict';
import {
  attemptCookie,
  attemptsOf,
  clearCookie,
  cookieName,
  RENEWAL,
  readCookie,
  SESSION,
  setCookie,
} from '../../../../src/gateway/edge/cookies.ts';

const tls = { host: 'chat.example.org', 'x-forwarded-proto': 'https' };
const laptop = { host: 'localhost:8080' };

describe('cookies', () => {
  it('have a name of their own for each port of a host, and a prefix behind TLS', () => {
    assert.equal(cookieName(laptop, SESSION), 'chatk8s_session_8080');
    assert.equal(cookieName({ host: '[::1]:8081' }, SESSION), 'chatk8s_session_8081');
    assert.equal(cookieName(tls, SESSION), '__Host-chatk8s_session');
    assert.equal(cookieName(tls, attemptCookie('x')), '__Host-chatk8s_sign_in_x');
    assert.equal(cookieName(tls, RENEWAL), '__Secure-chatk8s_renewal', 'it has a path of its own');
  });

  it('say what their prefix demands, or no browser takes them', () => {
    const line = setCookie(tls, SESSION, 'token', 60) ?? '';
    assert.match(
      line,
      /^__Host-chatk8s_session=token; Path=\/; HttpOnly; SameSite=Strict; Max-Age=60; Secure$/,
    );
    assert.match(setCookie(tls, RENEWAL, 'x', 60) ?? '', /Path=\/api\/session; .*Secure$/);
    assert.doesNotMatch(setCookie(laptop, SESSION, 'token', 60) ?? '', /Secure/);
    assert.match(clearCookie(tls, SESSION), /=; Path=\/; .*Max-Age=0; Secure$/);
  });

  it('are not set past what a browser keeps', () => {
    const most = 4_096 - (setCookie(tls, SESSION, '', 60) ?? '').length;
    assert.equal(setCookie(tls, SESSION, 'x'.repeat(most), 60)?.length, 4_096);
    assert.equal(setCookie(tls, SESSION, 'x'.repeat(most + 1), 60), undefined);
  });

  it('are read by their own name, whatever else a browser sends', () => {
    const cookie =
      'a; =b; chatk8s_session=other; chatk8s_session_8080=mine=; chatk8s_session_80800=no';
    assert.equal(readCookie({ ...laptop, cookie }, SESSION), 'mine=');
    assert.equal(readCookie({ ...laptop, cookie: 'chatk8s_session_8080=' }, SESSION), undefined);
    assert.equal(readCookie({ ...tls, cookie: 'chatk8s_session=plain' }, SESSION), undefined);
    assert.equal(readCookie(laptop, SESSION), undefined);
  });

  it('of attempts are found by their names', () => {
    const [one, two, three] = ['one456789012', 'two_56789-12', 'three6789012'];
    const cookie = `chatk8s_sign_in_${one}_8080=1; x=y; chatk8s_sign_in_${two}_8080=2; chatk8s_sign_in_${three}_8081=3`;
    assert.deepEqual(attemptsOf({ ...laptop, cookie }), [one, two]);
    const safe = `__Host-chatk8s_sign_in_${one}=1; __Host-chatk8s_sign_in_${two}_8443=2`;
    assert.deepEqual(attemptsOf({ ...tls, cookie: safe }), [one], 'of its own port alone');
    assert.deepEqual(attemptsOf({ host: 'localhost', cookie }), []);
  });
});
