// What a client asks and nobody writes down: checked before it is sent, one promise an answer. The questions' order, their
// deadlines and the rooms they are about are the machine's (questions.ts).
import type { ChatQuestion } from '../chat/features.ts';
import type {
  BotsFrame,
  FoundFrame,
  HistoryFrame,
  MineFrame,
  PeopleFrame,
  RoomsFrame,
  SecretFrame,
  WebhooksFrame,
} from '../shared/wire/frames.ts';
import { LIMITS, LIST } from '../shared/wire/limits.ts';
import type { ListedWebhook } from '../shared/wire/objects.ts';
import type {
  BotsPage,
  FoundPage,
  HistoryPage,
  ListOptions,
  MessagesPage,
  MinePage,
  OlderPage,
  PeoplePage,
  Place,
  RoomsPage,
} from './api.ts';
import type { Driver } from './driver.ts';
import { ChatError } from './errors.ts';
import {
  countProblem,
  listQueryProblem,
  queryProblem,
  roomProblem,
  sequenceProblem,
} from './problems.ts';
import type { ChatMachine } from './state.ts';

export class Asking {
  readonly #machine: ChatMachine;
  readonly #driver: Driver;
  #asked = 0;

  constructor(machine: ChatMachine, driver: Driver) {
    this.#machine = machine;
    this.#driver = driver;
  }

  async history(room: string, before: number, limit: number): Promise<HistoryPage> {
    this.#check(countProblem('limit', limit, 1) ?? sequenceProblem('before', before), room);
    const { events, more } = await this.#ask<HistoryFrame>((id) => ({
      type: 'history',
      id,
      room,
      before,
      limit,
    }));
    return { events, more };
  }

  async messages(room: string, before: number, limit: number): Promise<OlderPage> {
    this.#check(countProblem('limit', limit, 1) ?? sequenceProblem('before', before), room);
    const page = await this.#ask<HistoryFrame>((id) => ({
      ...{ type: 'history', id, room, before, as: 'messages', limit },
    }));
    const { messages = [], events, low = 0, more, asOf = 0 } = page;
    return { messages, events, low, more, asOf };
  }

  async around(room: string, place: Place, limit: number): Promise<MessagesPage> {
    const [name, value] = 'seq' in place ? ['seq', place.seq] : ['at', place.at];
    this.#check(countProblem('limit', limit, 1) ?? sequenceProblem(name, value), room);
    const where = 'seq' in place ? { around: place.seq } : { at: place.at };
    const page = await this.#ask<HistoryFrame>((id) => ({
      type: 'history',
      id,
      room,
      limit,
      ...where,
    }));
    const { messages = [], events, more, newer = false, asOf = 0 } = page;
    // A gateway of before says what is in it by its messages alone.
    const low = page.low ?? (more ? (messages[0]?.seq ?? 0) : 0);
    return { messages, events, low, more, newer, asOf };
  }

  async search(
    query: string,
    before: number | undefined,
    limit: number = LIMITS.foundDefault,
  ): Promise<FoundPage> {
    const problem = queryProblem(query) ?? countProblem('limit', limit, 1);
    const below = before === undefined ? {} : { before };
    this.#check(problem ?? (before === undefined ? undefined : sequenceProblem('before', before)));
    const { messages, more } = await this.#ask<FoundFrame>((id) => ({
      type: 'search',
      id,
      query,
      ...below,
      limit,
    }));
    return { messages, more };
  }

  async people(options: ListOptions & { room?: string }): Promise<PeoplePage> {
    const { room } = options;
    const isOpen = room === undefined && options.query === undefined;
    this.#check(isOpen ? 'Ask for a room, a name, or both.' : listProblem(options), room);
    const { people, next, asOf } = await this.#ask<PeopleFrame>((id) => ({
      type: 'people',
      id,
      ...(room !== undefined && { room }),
      ...listOf(options),
    }));
    return { people, ...(next !== undefined && { next }), asOf };
  }

  async mine(options: Omit<ListOptions, 'query'>): Promise<MinePage> {
    this.#check(listProblem(options));
    const { rooms, next, asOf } = await this.#ask<MineFrame>((id) => ({
      type: 'mine',
      id,
      ...listOf(options),
    }));
    return { rooms, ...(next !== undefined && { next }), asOf };
  }

  async directory(options: ListOptions): Promise<RoomsPage> {
    this.#check(listProblem(options));
    const { rooms, next } = await this.#ask<RoomsFrame>((id) => ({
      type: 'rooms',
      id,
      ...listOf(options),
    }));
    return { rooms, ...(next !== undefined && { next }) };
  }

  async bots(room: string, options: Omit<ListOptions, 'query'>): Promise<BotsPage> {
    this.#check(listProblem(options), room);
    const { bots, next, asOf } = await this.#ask<BotsFrame>((id) => ({
      type: 'bots',
      id,
      room,
      ...listOf(options),
    }));
    return { bots, ...(next !== undefined && { next }), asOf };
  }

  async webhooks(room: string): Promise<ListedWebhook[]> {
    this.#check(roomProblem(room), room);
    const { webhooks } = await this.#ask<WebhooksFrame>((id) => ({ type: 'webhooks', id, room }));
    return webhooks;
  }

  async secret(room: string, webhook: string): Promise<string> {
    this.#check(roomProblem(room), room);
    const { secret } = await this.#ask<SecretFrame>((id) => ({
      type: 'secret',
      id,
      room,
      webhook,
    }));
    return secret;
  }

  /** `room`: the one that it is about, which one must be in. */
  #check(problem: string | undefined, room?: string): void {
    if (problem !== undefined) throw new ChatError('invalid', problem);
    if (room === undefined || this.#machine.state === 'closed' || this.#machine.isIn(room)) return;
    throw new ChatError('not_joined', `Join ${room} first.`);
  }

  /** The answer is the frame with the question's id. */
  #ask<Answer>(questionOf: (id: string) => ChatQuestion): Promise<Answer> {
    if (this.#machine.state === 'closed') throw this.#driver.closedError();
    this.#asked += 1;
    const id = `q${this.#asked}`;
    const answer = this.#driver.wait<Answer>(`question:${id}`);
    this.#driver.handle({ type: 'question', question: questionOf(id) });
    return answer;
  }
}

const listProblem = ({ query, limit }: ListOptions): string | undefined =>
  (query === undefined ? undefined : listQueryProblem(query)) ??
  countProblem('limit', limit, 1, LIST.max);

const listOf = ({ query, after, limit = LIST.default }: ListOptions) => ({
  ...(query !== undefined && { query }),
  ...(after !== undefined && { after }),
  limit,
});
