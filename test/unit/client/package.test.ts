// What the package promises: it grows on purpose. A name that goes from here is a program of somebody that does not start any more.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import * as door from '../../../src/client/package/index.ts';
import { Room } from '../../../src/client/room.ts';
import { RoomClient } from '../../../src/client/room-client.ts';

const VALUES = `ChatClient ChatError NameTaken adoptToken browserStorage connect createSession directRoom endSession guest isDirectName
  memoryStorage mentionOf mentions mentionsEveryone readSession webStorage`;
const TYPES = `AuthMode BotCommand BotsPage Change ChangeCommand ChatCommand ChatStorage ClientEvents CommandFields ConnectOptions CreateCommand Cursor
  DeleteCommand Delivery Done EditCommand EnterOptions ErrorCode EventFrame FailureCode FollowOptions FoundMessage FoundPage Guest
  HistoryPage JoinOptions KeyValueStore Limits ListOptions ListedBot ListedRoom ListedWebhook MemberCommand MemberState Message MessagesPage MinePage NewBot NewSession
  OlderPage OwnRoom Pending PeoplePage Person PinCommand Place PostCommand PostOptions Present ReactCommand ReactionView RenameCommand RevokeCommand
  Room RoomMessage RoomState RoomsPage Sent Session SessionState SocketClass SocketLike StateChange Stored StoredCommand Target Token
  Unsent User WaitOptions WebStorage WebhookCommand`;
const OF_CLIENT = `around bots change close create cursor delete directory discard edit enter epoch flush history join leave limits makeBot member
  messages mine on pending people persisted pin post react read ready rename revokeBot rooms search state takes typing user wake webhook webhookSecret webhooks`;
const OF_ROOM = `changes delete edit leave loadOlder messages name pin post react read reply timeline typing`;
/** Whoever inherits them has them, too; they are nobody's to call. */
const INSIDE = ['constructor', 'emit', 'give', 'isLiveIn', 'isOver'];

const words = (list: string) => list.split(/\s+/).sort();

/** What can be called and read of an object of a class, wherever it has it from. */
function membersOf(made: { prototype: object }): string[] {
  const names = new Set<string>();
  for (let of = made.prototype; of !== Object.prototype; of = Object.getPrototypeOf(of))
    for (const name of Object.getOwnPropertyNames(of)) names.add(name);
  return [...names].filter((name) => !INSIDE.includes(name)).sort();
}

describe('the surface of the package', () => {
  it('has these functions and classes', () => {
    assert.deepEqual(Object.keys(door).sort(), words(VALUES));
  });

  it('has these types', () => {
    const source = readFileSync(
      new URL('../../../src/client/package/index.ts', import.meta.url),
      'utf8',
    );
    const names = [...source.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(
      ([, type, list = '']) =>
        list
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '' && (type !== undefined || name.startsWith('type ')))
          .map((name) => name.replace(/^type /, '')),
    );
    assert.deepEqual(names.sort(), words(TYPES));
  });

  it('has these methods of a client and of a room', () => {
    assert.deepEqual(membersOf(RoomClient), words(OF_CLIENT));
    assert.deepEqual(membersOf(Room), words(OF_ROOM));
  });

  it('names in its README what there is', () => {
    const readme = readFileSync(
      new URL('../../../src/client/package/README.md', import.meta.url),
      'utf8',
    );
    const imported = [
      ...readme.matchAll(
        /import \{ ([^}]+) \} from '(?:@chatk8s\/client|\.\/chatk8s-client\.js)'/g,
      ),
    ];
    assert.ok(imported.length >= 3);
    const names = imported.flatMap(([, list = '']) => list.split(', '));
    assert.deepEqual(
      names.filter((name) => !Object.hasOwn(door, name)),
      [],
    );
    const called = [...readme.matchAll(/(?<!-)\b(client|room)\.(\w+)/g)];
    const known = { client: words(OF_CLIENT), room: words(OF_ROOM) };
    const unknown = called.filter(
      ([, of, name = '']) => !known[of as keyof typeof known].includes(name),
    );
    assert.deepEqual(
      unknown.map(([all]) => all),
      [],
    );
  });
});
