// What a client can do to the chat: each command a method, checked before a frame is made of it. Where a command goes then is the
// client's matter.
import { newBotId, newToken } from '../chat/bot/token.ts';
import type { ChatCommand } from '../chat/commands.ts';
import type { Limits } from '../shared/wire/limits.ts';
import type { WaitOptions } from './abort.ts';
import type { ClientEvents, CommandFields, NewBot, Sent } from './api.ts';
import { Emitter } from './emitter.ts';
import { ChatError } from './errors.ts';
import { assertValid, emojiProblem, roomProblem, targetProblem, textProblem } from './problems.ts';

/** What a message says beside its text. */
export interface PostOptions extends WaitOptions {
  /** The sequence of the message that it answers. */
  replyTo?: number;
  /** Of a bot: what the program behind it calls itself. */
  as?: { name?: string; emoji?: string };
}

/**
 * Every command resolves, rejects and throws as {@link Commands.post} does. An aborted `signal` takes it back where it was not sent yet;
 * `stored` then rejects with `discarded`.
 */
export abstract class Commands extends Emitter<ClientEvents> {
  /** The server's limits; undefined until the first `live`. */
  abstract get limits(): Limits | undefined;

  /** Hands a command on. Throws what `post` throws, but for `invalid`; the signal's reason where it is aborted already. */
  protected abstract give(commandOf: (id: string) => ChatCommand, signal?: AbortSignal): Sent;

  /**
   * Sends a message to a joined room: now, or when connected again. `id` names it at once; `stored`
   * resolves when the log has it, and rejects with a {@link ChatError} when it is certain that it never
   * will (the `unsent` event says the same, so `stored` may be ignored). Throws a {@link ChatError}:
   * `invalid` (empty, too long, not well-formed), `not_joined`, `outbox_full` (1,000 wait), `closed`.
   */
  post(room: string, text: string, { replyTo, as, signal }: PostOptions = {}): Sent {
    assertValid(textProblem(text, this.limits?.textMax));
    if (replyTo !== undefined) assertValid(targetProblem(replyTo));
    const more = { ...(replyTo !== undefined && { replyTo }), ...(as && { as }) };
    return this.#command(room, (id) => ({ type: 'post', id, room, text, ...more }), signal);
  }

  /** Says a message of one's own otherwise; `target` is its sequence, here and below. */
  edit(room: string, target: number, text: string, { signal }: WaitOptions = {}): Sent {
    assertValid(targetProblem(target) ?? textProblem(text, this.limits?.textMax));
    return this.#command(room, (id) => ({ type: 'edit', id, room, target, text }), signal);
  }

  /** Takes a message away for good: one's own, or anybody's as a moderator. */
  delete(room: string, target: number, { signal }: WaitOptions = {}): Sent {
    assertValid(targetProblem(target));
    return this.#command(room, (id) => ({ type: 'delete', id, room, target }), signal);
  }

  /** Puts one emoji on a message, or takes one's own back. */
  react(
    room: string,
    target: number,
    emoji: string,
    on: boolean,
    { signal }: WaitOptions = {},
  ): Sent {
    assertValid(targetProblem(target) ?? emojiProblem(emoji));
    return this.#command(room, (id) => ({ type: 'react', id, room, target, emoji, on }), signal);
  }

  /** Pins a message, or takes the pin away, as a moderator. */
  pin(room: string, target: number, on: boolean, { signal }: WaitOptions = {}): Sent {
    assertValid(targetProblem(target));
    return this.#command(room, (id) => ({ type: 'pin', id, room, target, on }), signal);
  }

  /**
   * Calls us something else: now, or when connected again. `stored` rejects with `conflict` where the name is taken or looks
   * like one that is, with `bad_frame` where it is none; the words say it. Others see it with our next messages, our other
   * connections at once (`user`). Throws a {@link ChatError}: `outbox_full`, `closed`.
   */
  rename(name: string, { signal }: WaitOptions = {}): Sent {
    return this.give((id) => ({ type: 'rename', id, name }), signal);
  }

  /** Makes a room, from anywhere: its kind, and whom it begins with. `directRoom` names the room of a few people. */
  create(
    room: string,
    { kind, ...more }: CommandFields<'create'>,
    { signal }: WaitOptions = {},
  ): Sent {
    return this.#command(room, (id) => ({ type: 'create', id, room, kind, ...more }), signal);
  }

  /** Changes what a room is: what is given, nothing else; an empty text takes it away. */
  change(room: string, changes: CommandFields<'change'>, { signal }: WaitOptions = {}): Sent {
    return this.#command(room, (id) => ({ type: 'change', id, room, ...changes }), signal);
  }

  /** What one does about a membership: `invite`, `accept`, `leave`, `remove`, `ban`, `unban`, `mute`, `unmute`, `role`. */
  member(room: string, about: CommandFields<'member'>, { signal }: WaitOptions = {}): Sent {
    return this.#command(room, (id) => ({ type: 'member', id, room, ...about }), signal);
  }

  /**
   * Makes a bot for rooms that we own: somebody of its own, who enters these and no others; of the kind `incoming` a hook, of one
   * room, which posts what is sent to its address. Its token is made here, and the server is told its hash alone.
   */
  makeBot(
    { name, kind, rooms }: Pick<CommandFields<'bot'>, 'name' | 'kind' | 'rooms'>,
    { signal }: WaitOptions = {},
  ): NewBot {
    const bot = newBotId();
    const { token, sha256 } = newToken(bot);
    const sent = this.give((id) => ({ type: 'bot', id, bot, name, kind, rooms, sha256 }), signal);
    return { ...sent, bot, token };
  }

  /** A bot's token opens nothing any more, for good: its connections end, its name is free. For who owns all its rooms. */
  revokeBot(bot: string, { signal }: WaitOptions = {}): Sent {
    return this.give((id) => ({ type: 'revoke', id, bot }), signal);
  }

  /**
   * Has a program outside told what happens in a room that we own, by HTTP: `do` is `make` (with the `url`, and `events` where it
   * is not what is posted alone), `change`, `pause`, `resume`, `skip` (gives up what fails, by its `seq`, so that what is behind it
   * goes on), `again` (sends again what was given up) or `revoke`. What `make` makes goes by the id of that command for who made
   * it, as well as by its own, and `webhookSecret` says what it is signed with.
   */
  webhook(room: string, about: CommandFields<'webhook'>, { signal }: WaitOptions = {}): Sent {
    return this.#command(room, (id) => ({ type: 'webhook', id, room, ...about }), signal);
  }

  #command(room: string, commandOf: (id: string) => ChatCommand, signal?: AbortSignal): Sent {
    const given = () => this.give(commandOf, signal);
    const problem = roomProblem(room);
    // What a client that is over is asked for, it says first.
    if (problem === undefined || this.isOver) return given();
    throw new ChatError('invalid', problem);
  }

  protected abstract get isOver(): boolean;
}
