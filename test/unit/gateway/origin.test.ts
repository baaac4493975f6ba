import assert from 'node:assert/strict';
import {
  allowedHost,
  hostAllowed,
  isSecure,
  normalHost,
  normalOrigin,
  originAllowed,
} from '../../../src/gateway/edge/origin.ts';

const anywhere = { origins: [], hosts: [] };

describe('origins and hosts', () => {
  it('are written in one way, however people write them', () => {
    for (const text of [
      'https://a.example/',
      'HTTPS://A.Example',
      'https://a.example:443',
      'https://a.example.',
    ]) {
      assert.equal(normalOrigin(text), 'https://a.example', text);
    }
    assert.equal(normalOrigin('https://bücher.example'), 'https://xn--bcher-kva.example');
    assert.equal(normalHost('A.EXAMPLE:443', 'https:'), 'a.example');
    assert.equal(normalHost('a.example.:8080', 'http:'), 'a.example:8080');
  });

  it('are refused where they are none', () => {
    for (const text of [
      '*',
      'https://*.a.example',
      'a.example',
      'null',
      'https://a.example/chat',
      'https://u@a.example',
      'ws://a.example',
      'https://a.example?x',
      '',
    ]) {
      assert.equal(normalOrigin(text), undefined, text);
    }
    for (const text of ['', 'a/b', 'a b', 'u@a', '[', 'a:99999']) {
      assert.equal(normalHost(text, 'http:'), undefined, text);
    }
  });

  it('are the same where Host has the default port, capitals or a dot at its end', () => {
    const origin = 'https://a.example';
    for (const host of ['a.example:443', 'A.EXAMPLE', 'a.example.']) {
      assert.equal(originAllowed({ origin, host }, anywhere), true, host);
    }
    assert.equal(originAllowed({ origin, host: 'a.example:8443' }, anywhere), false);
  });

  it('let no page that came over plain HTTP into what TLS protects', () => {
    const headers = { origin: 'http://a.example', host: 'a.example', 'x-forwarded-proto': 'https' };
    assert.equal(originAllowed(headers, anywhere), false);
  });

  it('let no page of another site in whose browser sends no Origin', () => {
    assert.equal(originAllowed({ host: 'a', 'sec-fetch-site': 'cross-site' }, anywhere), false);
    assert.equal(originAllowed({ host: 'a', 'sec-fetch-site': 'same-site' }, anywhere), false);
    assert.equal(originAllowed({ host: 'a', 'sec-fetch-site': 'same-origin' }, anywhere), true);
  });

  it('answer to listed names only, where there is a list', () => {
    const rules = { origins: [], hosts: ['chat.example', 'localhost:8080'] };
    for (const host of ['chat.example', 'CHAT.example:8443', 'localhost:8080']) {
      assert.equal(hostAllowed({ host }, rules), true, host);
    }
    for (const host of ['evil.example', 'localhost:9090', undefined]) {
      assert.equal(hostAllowed({ host }, rules), false, String(host));
    }
  });

  it('answer to a listed name however its default port is written, on either side', () => {
    for (const listed of ['a.example', 'a.example:443', 'A.example:80', 'a.example.']) {
      const rules = { origins: [], hosts: [String(allowedHost(listed))] };
      for (const host of ['a.example', 'a.example:443', 'a.example:80', 'A.EXAMPLE.']) {
        assert.equal(hostAllowed({ host }, rules), true, `${listed}, asked by ${host}`);
      }
    }
  });

  it('know TLS by the first word of any number of proxies', () => {
    for (const said of ['https', 'https, http', 'https,https', 'HTTPS', ' https ']) {
      assert.equal(isSecure({ 'x-forwarded-proto': said }), true, said);
    }
    for (const said of ['http', 'http, https', 'httpsx', '', undefined]) {
      assert.equal(isSecure({ 'x-forwarded-proto': said }), false, String(said));
    }
  });
});
