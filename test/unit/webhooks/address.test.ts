// Which addresses webhooks may reach: nothing of this machine, of this cluster, of a provider's inside, in whatever spelling.
import assert from 'node:assert/strict';
import { addressRules } from '../../../src/webhooks/address.ts';

const rulesOf = (...allow: string[]) => {
  const rules = addressRules(allow);
  assert.ok(rules);
  return rules;
};
const open = rulesOf();

const CLOSED = [
  ['this host', '0.0.0.0', '0.1.2.3', '::'],
  ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
  ['private', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ['shared by carriers', '100.64.0.1', '100.127.255.255'],
  [
    'link-local, with the clouds’ metadata',
    '169.254.169.254',
    '169.254.170.2',
    'fe80::1',
    'fe80::1%eth0',
  ],
  ['metadata elsewhere', '168.63.129.16', 'fd00:ec2::254', '100.100.100.200'],
  [
    'protocol and documentation',
    '192.0.0.192',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '2001:db8::1',
    '3fff::1',
  ],
  ['benchmarking', '198.18.0.1', '198.19.255.255'],
  [
    'multicast and reserved',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    'ff02::1',
  ],
  ['unique local', 'fc00::1', 'fdff:ffff::1'],
  ['site-local', 'fec0::1'],
  ['6to4 and Teredo, which carry others', '2002:7f00:1::', '2001::1', '192.88.99.1'],
  ['mapped', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe'],
  ['compatible', '::127.0.0.1', '::7f00:1'],
  ['translated', '64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1'],
  ['translated otherwise', '::ffff:0:127.0.0.1'],
  ['discarded', '100::1'],
  ['no address', '', 'localhost', '127.1', '0x7f.1', '2130706433', '1.2.3.4.5'],
] as const;

describe('the addresses that webhooks may reach', () => {
  for (const [what, ...addresses] of CLOSED) {
    it(`are none that are ${what}`, () => {
      for (const address of addresses) assert.ok(!open.allows('example.org', address), address);
    });
  }

  it('are those of the public internet, in either family, also where one carries the other', () => {
    const all = ['93.184.215.14', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111'];
    for (const address of [...all, '::ffff:1.1.1.1', '::ffff:101:101', '64:ff9b::1.1.1.1']) {
      assert.ok(open.allows('example.org', address), address);
    }
  });

  it('are those that an operator lists: an address, a range, a name', () => {
    const rules = rulesOf('10.1.0.0/16', '127.0.0.1', 'fd00::/8', 'hooks.internal');
    for (const address of ['10.1.2.3', '127.0.0.1', 'fd00::1', '::ffff:10.1.0.9']) {
      assert.ok(rules.allows('example.org', address), address);
    }
    for (const address of ['10.2.0.1', '127.0.0.2', 'fc00::1', '::ffff:127.0.0.3']) {
      assert.ok(!rules.allows('example.org', address), address);
    }
    assert.ok(rules.allows('hooks.internal', '10.2.0.1'));
    assert.ok(rules.allows('HOOKS.internal', '10.2.0.1'));
    assert.ok(!rules.allows('other.hooks.internal', '10.2.0.1'));
  });

  it('are refused as a setting where an entry is neither', () => {
    for (const entry of [
      '10.0.0.0/33',
      '10.0.0.0/8/8',
      'a b',
      'example.org/8',
      '::1/129',
      '*.org',
      '10.0.0.0/-1',
    ]) {
      assert.equal(addressRules([entry]), undefined, entry);
    }
  });
});
