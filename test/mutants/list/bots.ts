// Small bugs of bots and hooks.
import type { Mutant } from '../mutant.ts';

const RULES = ['test/unit/chat/bots.test.ts'];
const DOOR = ['test/unit/gateway/bots.test.ts'];
const SENT = ['test/unit/gateway/hook-payload.test.ts'];

export const BOTS: readonly Mutant[] = [
  {
    id: 'B01',
    bug: 'who was deposed a moment ago makes a bot all the same',
    file: 'src/chat/bot/commands.ts',
    find: 'const owning = rooms.map((room) => restsOn(room, asker));',
    replace: 'const owning: string[] = [];',
    tests: RULES,
  },
  {
    id: 'B02',
    bug: 'an owner of one of its rooms revokes a bot of two',
    file: 'src/chat/bot/commands.ts',
    find: 'is.rooms.map((room) => ownerProblem(at, room)).find((one) => one)',
    replace: 'is.rooms.slice(0, 1).map((room) => ownerProblem(at, room)).find((one) => one)',
    tests: RULES,
  },
  {
    id: 'B03',
    bug: 'a bot that was revoked stays a member, and the log takes what it says',
    file: 'src/chat/bot/making.ts',
    find: "if (before.state !== 'in' && before.state !== 'invited') return [];",
    replace: "if (before.state !== 'invited') return [];",
    tests: RULES,
  },
  {
    id: 'B04',
    bug: 'a bot reads public rooms that are not its own',
    file: 'src/chat/member/standing.ts',
    find: 'isWelcome(member) && isBot !== true)',
    replace: 'isWelcome(member))',
    tests: RULES,
  },
  {
    id: 'B05',
    bug: 'people say things on behalf of others',
    file: 'src/chat/message/commands.ts',
    find: 'as !== undefined && asker.scope === undefined',
    replace: 'as === null',
    tests: RULES,
  },
  {
    id: 'B06',
    bug: 'a revoked token opens what it opened',
    file: 'src/gateway/edge/bots.ts',
    find: ' || bot.revoked === true',
    replace: '',
    tests: DOOR,
  },
  {
    id: 'B07',
    bug: 'whoever has a hook’s address reads its room',
    file: 'src/gateway/edge/bots.ts',
    find: ' || bot.kind !== kind',
    replace: '',
    tests: DOOR,
  },
  {
    id: 'B08',
    bug: 'a bot enters every room that is open',
    file: 'src/gateway/edge/identity.ts',
    find: ': identity.scope.includes(room)',
    replace: ': !privateRooms.has(room)',
    tests: DOOR,
  },
  {
    id: 'B09',
    bug: 'a reminder of an alert is never said again',
    file: 'src/gateway/hook/deliveries.ts',
    find: 'atMs !== undefined && nowMs - atMs < windowMs',
    replace: 'atMs !== undefined',
    tests: SENT,
  },
  {
    id: 'B10',
    bug: 'of two notifications that differ in an alert one is swallowed',
    file: 'src/gateway/hook/payload.ts',
    find: 'notification?.identity ?? null]',
    replace: 'null]',
    tests: SENT,
  },
  {
    id: 'B11',
    bug: 'a long text is cut within a character',
    file: 'src/gateway/hook/cut-text.ts',
    find: 'return text.slice(0, end)',
    replace: 'return text.slice(0, room - 1)',
    tests: SENT,
  },
];
