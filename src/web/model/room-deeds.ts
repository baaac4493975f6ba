// What the person does about rooms and the people in them, themselves among them: makes one, changes it, asks somebody in, sends
// somebody out, takes another name. Invariant: it is
// done now or not at all; each deed says in words why it was not done, and nothing where it was.
import { directRoom } from '../../chat/room/direct.ts';
import type { BotsPage, CommandFields, Sent, Stored } from '../../client/api.ts';
import type { ChatClient } from '../../client/client.ts';
import { ChatError } from '../../client/errors.ts';
import type { User } from '../../shared/wire/objects.ts';
import { NOT_CONNECTED, TOO_OLD } from '../words/refusals.ts';
import type { StateHolder } from './chat-state.ts';
import { withMember } from './members.ts';
import type { PersonDeed } from './people.ts';
import { faultWords, refusalWords } from './refusal-words.ts';

/** In words, why it was not done. */
type Problem = Promise<string | undefined>;

export interface RoomDeedsParts {
  state: StateHolder;
  client: Pick<
    ChatClient,
    'create' | 'change' | 'member' | 'rename' | 'takes' | 'discard' | 'on' | BotMethods | 'webhook'
  >;
  open: (room: string) => void;
  /** The people of a conversation that begins. */
  meet: (room: string, people: readonly User[]) => void;
}

type BotMethods = 'makeBot' | 'revokeBot' | 'bots';

export class RoomDeeds {
  readonly #parts: RoomDeedsParts;

  constructor(parts: RoomDeedsParts) {
    this.#parts = parts;
  }

  async create(room: string, about: CommandFields<'create'>): Problem {
    const problem = await this.#done('create', () => this.#parts.client.create(room, about));
    if (problem === undefined) this.#parts.open(room);
    return problem;
  }

  /** Begins a conversation with these people, or goes on with the one that there is. */
  async write(people: readonly User[]): Problem {
    const { client, open, meet } = this.#parts;
    const members = people.map(({ id }) => id);
    const room = directRoom([this.#me.id, ...members]);
    const [code, problem] = await this.#tried('create', () =>
      client.create(room, { kind: 'direct', members }),
    );
    if (problem !== undefined && code !== 'conflict') return problem;
    // It is there already, and who left it comes back.
    if (problem !== undefined) await this.#tried('member', () => this.#own(room, 'accept'));
    meet(room, [this.#me, ...people]);
    open(room);
    return undefined;
  }

  change(room: string, changes: CommandFields<'change'>): Problem {
    return this.#done('change', () => this.#parts.client.change(room, changes));
  }

  async invite(room: string, user: User): Problem {
    const about = { user: user.id, do: 'invite' } as const;
    const problem = await this.#done('member', () => this.#parts.client.member(room, about));
    // A gateway that has not seen them tells of them by their id.
    const invited = { user, member: { state: 'invited', role: 'member' }, seq: 0 };
    if (problem === undefined)
      this.#parts.state.change(room, (old) => ({
        ...old,
        members: withMember(old.members, invited),
      }));
    return problem;
  }

  /** `untilMs`: of muting; for good without it. */
  act(room: string, { id }: User, deed: ActOnOthers, untilMs?: number): Problem {
    const isRole = deed === 'owner' || deed === 'moderator' || deed === 'member';
    const about: CommandFields<'member'> = isRole
      ? { user: id, do: 'role', role: deed }
      : { user: id, do: deed, ...(untilMs !== undefined && { until: untilMs }) };
    return this.#done('member', () => this.#parts.client.member(room, about));
  }

  /** Becomes a member, also of a room that one was asked into. */
  join(room: string): Problem {
    return this.#done('member', () => this.#own(room, 'accept'));
  }

  /** Is no member any more, or says no to being asked. */
  leave(room: string): Problem {
    return this.#done('member', () => this.#own(room, 'leave'));
  }

  /** Is called something else, in all rooms. */
  rename(name: string): Problem {
    return this.#done('rename', () => this.#parts.client.rename(name));
  }

  /** Its token is known here alone, and is not kept. */
  async makeBot(
    about: Parameters<ChatClient['makeBot']>[0],
  ): Promise<{ token: string } | { problem: string }> {
    let token = '';
    const problem = await this.#done('bot', () => {
      const made = this.#parts.client.makeBot(about);
      token = made.token;
      return made;
    });
    return problem === undefined ? { token } : { problem };
  }

  revokeBot(bot: string): Problem {
    return this.#done('revoke', () => this.#parts.client.revokeBot(bot));
  }

  /** Those of a room, or those that follow the ones that are there. */
  bots(room: string, after?: string): Promise<BotsPage | { problem: string }> {
    return this.answered(() =>
      this.#parts.client.bots(room, { ...(after !== undefined && { after }) }),
    );
  }

  /** What somebody is told who looks after a room, or why not, in words. */
  async answered<Answer>(ask: () => Promise<Answer>): Promise<Answer | { problem: string }> {
    if (this.#parts.state.now.connection.state !== 'live') return { problem: NOT_CONNECTED };
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return { problem: refusalWords(error) };
    }
  }

  /** Has another program told what happens in a room, and looks after that. */
  webhook(
    room: string,
    about: CommandFields<'webhook'>,
    onStored: (stored: Stored) => void = () => undefined,
  ): Problem {
    return this.#done('webhook', () => {
      const sent = this.#parts.client.webhook(room, about);
      void sent.stored.then(onStored, () => undefined);
      return sent;
    });
  }

  get #me(): User {
    return this.#parts.state.now.user;
  }

  #own(room: string, act: 'accept' | 'leave'): Sent {
    return this.#parts.client.member(room, { user: this.#me.id, do: act });
  }

  async #done(type: DeedType, give: () => Sent): Problem {
    const [, problem] = await this.#tried(type, give);
    return problem;
  }

  async #tried(type: DeedType, give: () => Sent): Promise<[code?: string, problem?: string]> {
    const { client, state } = this.#parts;
    // Kept for later it would be done to a room that is another one by then.
    if (state.now.connection.state !== 'live') return ['offline', NOT_CONNECTED];
    if (!client.takes(type)) return ['unsupported', TOO_OLD];
    let given: string | undefined;
    // During a roll the next gateway may be an older one: there it would wait.
    const stopWatching = client.on('state', ({ state: is }) => {
      if (is === 'live' && given !== undefined && !client.takes(type)) client.discard(given);
    });
    try {
      const { id, stored } = give();
      given = id;
      await stored;
      return [];
    } catch (error) {
      if (!(error instanceof ChatError)) return ['page', faultWords(error)];
      if (error.code === 'discarded') return ['unsupported', TOO_OLD];
      return [error.code, refusalWords(error)];
    } finally {
      stopWatching();
    }
  }
}

type DeedType = 'create' | 'change' | 'member' | 'rename' | 'bot' | 'revoke' | 'webhook';
export type ActOnOthers = Exclude<PersonDeed, 'write'>;
