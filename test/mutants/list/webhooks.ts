// Small bugs of webhooks.
import type { Mutant } from '../mutant.ts';

const RULES = ['test/unit/chat/webhooks.test.ts'];
const LANE = ['test/unit/webhooks/lane.test.ts'];
const MESSAGE = ['test/unit/webhooks/message.test.ts'];
const ADDRESS = ['test/unit/webhooks/address.test.ts'];
const ATTEMPT = ['test/unit/webhooks/attempt.test.ts'];
const SCHEDULE = ['test/unit/webhooks/schedule.test.ts'];
const HOSTILE = ['test/integration/webhooks/hostile.test.ts'];
const WAITING = ['test/integration/webhooks/waiting.test.ts'];
const KILLED = ['test/integration/webhooks/killed.test.ts'];
const DELIVER = ['test/integration/webhooks/deliver.test.ts'];

export const WEBHOOKS: readonly Mutant[] = [
  {
    id: 'V01',
    bug: 'a signature without its time: whoever has one delivery sends it again for good',
    file: 'src/webhooks/message.ts',
    find: `\`\${id}.\${timestamp}.\${body}\``,
    replace: `\`\${id}..\${body}\``,
    tests: MESSAGE,
  },
  {
    id: 'V02',
    bug: 'an entry is acknowledged before it is delivered: what a killed program had in hand is lost',
    file: 'src/webhooks/runner.ts',
    find: '      // What is no fact, or one of a newer version, nobody is told of.',
    replace: '      await delivery.done();',
    tests: KILLED,
    grep: 'killed in the middle',
  },
  {
    id: 'V03',
    bug: 'several entries are out at once: a receiver is told them in any order',
    file: 'src/webhooks/deliveries.ts',
    find: 'max_ack_pending: 1,',
    replace: 'max_ack_pending: 100,',
    tests: DELIVER,
    grep: 'what comes behind it waits',
  },
  {
    id: 'V04',
    bug: 'a name is judged, and the address that it leads to is not: a name of the outside leads inside',
    file: 'src/webhooks/attempt.ts',
    find: 'found.filter(({ address }) => rules.allows(host, address))',
    replace: "found.filter(() => host !== 'localhost')",
    tests: ATTEMPT,
  },
  {
    id: 'V05',
    bug: 'an address that stands in the URL itself is not judged, for it is not looked up',
    file: 'src/webhooks/attempt.ts',
    find: 'if (isIP(host) !== 0 && !rules.allows(host, host)) {',
    replace: 'if (isIP(host) === 4 && !rules.allows(host, host)) {',
    tests: ATTEMPT,
  },
  {
    id: 'V06',
    bug: 'an address that carries another one is judged by its outside',
    file: 'src/webhooks/address.ts',
    find: "return open.check(inner, 'ipv4') || isPublic(inner);",
    replace: 'return true;',
    tests: ADDRESS,
  },
  {
    id: 'V07',
    bug: 'the waits begin anew with each program that starts: a receiver that is down is asked all the time',
    file: 'src/webhooks/lane.ts',
    find: 'failing?.seq === seq ? failing : { attempts: 0, next: 0 };',
    replace: 'failing?.seq === seq ? { attempts: 0, next: 0 } : { attempts: 0, next: 0 };',
    tests: LANE,
  },
  {
    id: 'V08',
    bug: 'what an owner is told of a fault has addresses of the cluster in it',
    file: 'src/webhooks/fault-words.ts',
    find: 'const isSayable = code === undefined || OF_CERTIFICATES.test(code);',
    replace: 'const isSayable = true;',
    tests: ATTEMPT,
  },
  {
    id: 'V09',
    bug: 'whoever saw the id of a webhook makes another one of it, and has its secret',
    file: 'src/chat/webhook/id.ts',
    find: 'sha256(JSON.stringify([userId, room, command.toLowerCase()]))',
    replace: 'sha256(JSON.stringify([command.toLowerCase()]))',
    tests: RULES,
  },
  {
    id: 'V10',
    bug: 'whoever was banned from a private room goes on hearing it by their webhook',
    file: 'src/webhooks/lane.ts',
    find: 'if (!(await isHeard(webhook))) {',
    replace: 'if (!(await isHeard(webhook)) && webhook.events.length === 0) {',
    tests: LANE,
  },
  {
    id: 'V11',
    bug: 'another address is taken for its first owner’s: who is sent out hears by it what they may not',
    file: 'src/chat/webhook/acts.ts',
    find: 'answers: answeredBy(user, now),',
    replace: 'answers: alsoAnsweredBy(before, user, now),',
    tests: RULES,
  },
  {
    id: 'V12',
    bug: 'an owner skips what they did not see: what they looked at went through meanwhile',
    file: 'src/chat/webhook/acts.ts',
    find: 'before.failing?.seq === seq',
    replace: 'before.failing !== undefined && seq > 0',
    tests: RULES,
  },
  {
    id: 'V13',
    bug: 'what was skipped is forgotten, and cannot be sent again',
    file: 'src/chat/webhook/delivery.ts',
    find: "return gaveUp(before, { seq, error: error || 'an owner skipped it', now });",
    replace:
      'return { ...before, failing: undefined, again: { id: before.id, seqs: [seq, error.length, now] } };',
    tests: RULES,
  },
  {
    id: 'V14',
    bug: 'an answer that never ends keeps its connection while the next one is opened',
    file: 'src/webhooks/attempt.ts',
    find: 'const late = setTimeout(() => response.destroy(), ANSWER_MAX_MS);',
    replace: "const late = setTimeout(() => resolve({ is: 'delivered' }), ANSWER_MAX_MS);",
    tests: HOSTILE,
    grep: 'never end',
  },
  {
    id: 'V15',
    bug: 'an answer of another protocol holds its place for good',
    file: 'src/webhooks/attempt.ts',
    find: "sent.once('close', () => resolve(outcome ?? failure(undefined)));",
    replace:
      "sent.once('response', () => resolve(outcome ?? failure(undefined)));\n    sent.once('error', () => resolve(outcome ?? failure(undefined)));",
    tests: ATTEMPT,
  },
  {
    id: 'V16',
    bug: 'whose clock was ahead makes a delivery wait for days',
    file: 'src/webhooks/lane.ts',
    find: 'tries.next = Math.min(tries.next, now() + longestOf(ports));',
    replace: 'tries.next = Math.min(tries.next, Number.MAX_SAFE_INTEGER);',
    tests: LANE,
  },
  {
    id: 'V17',
    bug: 'what is said while the log is asked is not heard: it goes to an address that was changed',
    file: 'src/webhooks/lane.ts',
    find: '  if (changed.aborted) return undefined;\n  const stopTimer',
    replace: '  const stopTimer',
    tests: LANE,
  },
  {
    id: 'V18',
    bug: 'where the log takes nothing a receiver that fails is asked as fast as it answers',
    file: 'src/webhooks/lane.ts',
    find: 'return { ...tries, next: now() + unsaidMs(ports) };',
    replace: 'return tries;',
    tests: LANE,
  },
  {
    id: 'V19',
    bug: 'ids decide who is served: with one of long ago somebody takes the place of another one',
    file: 'src/webhooks/known.ts',
    find: 'madeAt(a) - madeAt(b) || (a.id < b.id ? -1 : 1),',
    replace: '(a.id < b.id ? -1 : 1),',
    tests: LANE,
  },
  {
    id: 'V20',
    bug: 'one entry that was stored too late at its place, and a webhook is served no more after a start',
    file: 'src/webhooks/watch.ts',
    find: "} else if (reading.is !== 'foreign') lookUp(entry);",
    replace: "} else if (reading.is === 'foreign') lookUp(entry);",
    tests: WAITING,
    grep: 'came too late',
  },
  {
    id: 'V21',
    bug: 'a deletion that the log stored too late keeps a message from a receiver',
    file: 'src/webhooks/log.ts',
    find: 'isVoid: isVoid(header.get(DEADLINE_HEADER), at), subject, data };',
    replace:
      'isVoid: isVoid(undefined, at + String(header.get(DEADLINE_HEADER))), subject, data };',
    tests: WAITING,
    grep: 'deleted too late',
  },
  {
    id: 'V22',
    bug: 'a person has as many webhooks as they like, in rooms of their own',
    file: 'src/chat/webhook/commands.ts',
    find: "const tooManyWebhooks = tooMany('webhooks', length, known.webhooksMax);",
    replace: "const tooManyWebhooks = tooMany('webhooks', 0 * length, known.webhooksMax);",
    tests: RULES,
  },
  {
    id: 'V23',
    bug: 'what was revoked counts for good: after twenty webhooks nobody makes another one',
    file: 'src/chat/holding/held.ts',
    find: 'return is?.id === id && !isRevoked(is);',
    replace: 'return is?.id === id;',
    tests: RULES,
  },
  {
    id: 'V24',
    bug: 'two gateways let the last one in twice',
    file: 'src/chat/webhook/commands.ts',
    find: "return { do: 'append', fact, and, expects: [...expects, holding] };",
    replace: "return { do: 'append', fact, and, expects };",
    tests: RULES,
  },
  {
    id: 'V25',
    bug: 'a delivery that is wrong in itself holds up what is behind it for a day',
    file: 'src/webhooks/schedule.ts',
    find: ' || (isRefused && attempts >= REFUSED_TRIES)',
    replace: '',
    tests: SCHEDULE,
  },
];
