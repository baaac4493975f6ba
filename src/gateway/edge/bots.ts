// Who comes with a bot's token. A bot is looked up by its id as it is used, in states of their own, so that who makes ids up
// displaces nothing else; the reader keeps what is known fresh, and what was revoked opens nothing from then on.
// Invariant: a token that nobody made costs what one costs that was revoked, and its secret is compared in constant time.
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Bot, type BotKind, botOf, botOfUser, botUser } from '../../chat/bot/bot.ts';
import { readToken, TOKEN_PREFIX } from '../../chat/bot/token.ts';
import type { State } from '../../chat/kernel/command.ts';
import { botSubject } from '../../chat/kernel/subjects.ts';
import { FOREVER_MS } from '../../chat/member/member.ts';
import { setBounded } from '../limits/bounded.ts';
import { Buckets } from '../limits/rate-limit.ts';
import { TooMany } from '../limits/turns.ts';
import { LogUnreadable } from '../log/direct-get.ts';
import type { States } from '../log/states.ts';
import { type Auth, TryAgain, Unauthorized } from './auth.ts';
import type { Identity } from './identity.ts';

/** Of so many bots that were used last the state is known. */
export const BOTS_KNOWN_MAX = 20_000;
/** Tokens of one address that were not met before: each makes us look into the log. */
const TRIES = { perSecond: 5, burst: 50 };
const NO_HASH = Buffer.alloc(32);

export class Bots {
  readonly #states: Pick<States, 'of'>;
  /** Bots that came with their token before. */
  readonly #met = new Map<string, true>();
  readonly #tries = new Buckets(TRIES);

  constructor(states: Pick<States, 'of'>) {
    this.#states = states;
  }

  /** Who shows a token of that kind. Rejects with {@link Unauthorized}, and with {@link TryAgain} while nobody can say. */
  async authenticate(text: string, kind: BotKind): Promise<Identity> {
    const token = readToken(text);
    if (token === undefined) throw new Unauthorized('a bot’s token, but not as it was made');
    const bot = botOf(await this.#stateOf(token.id));
    const isIt = isSecretOf(bot, token.secret);
    if (bot === undefined || !isIt || bot.revoked === true || bot.kind !== kind) {
      throw new Unauthorized(`the bot ${token.id} has no such token`);
    }
    setBounded(this.#met, bot.id, true);
    return identityOf(bot);
  }

  /**
   * 0 when an address may show that token now, else milliseconds until it may. Takes it. Behind one proxy many come from one
   * address: nobody keeps a bot out that came before, and what names no bot costs nothing.
   */
  wait(text: string | undefined, address: string, nowMs: number): number {
    const token = text === undefined ? undefined : readToken(text);
    if (token === undefined || this.#met.has(token.id)) return 0;
    return this.#tries.take(address, nowMs);
  }

  /** Whether somebody is a bot that was revoked, as far as this gateway has read the log. */
  async isRevoked(userId: string): Promise<boolean> {
    const id = botOfUser(userId);
    return id !== undefined && botOf(await this.#states.of(botSubject(id)))?.revoked === true;
  }

  async #stateOf(id: string): Promise<State> {
    try {
      return await this.#states.of(botSubject(id), id);
    } catch (error) {
      if (!(error instanceof LogUnreadable || error instanceof TooMany)) throw error;
      throw new TryAgain('whose token this is cannot be read now', error);
    }
  }
}

/** Of whoever has a token that was made here, beside those whom another way of signing in knows. */
export const withBots = (auth: Auth, bots: Pick<Bots, 'authenticate'>): Auth => ({
  ...auth,
  authenticate: (token) =>
    token.startsWith(TOKEN_PREFIX) ? bots.authenticate(token, 'token') : auth.authenticate(token),
});

function isSecretOf(bot: Bot | undefined, secret: string): boolean {
  const shown = createHash('sha256').update(secret).digest();
  const known = Buffer.from(bot?.sha256 ?? '', 'hex');
  return timingSafeEqual(shown, known.length === shown.length ? known : NO_HASH);
}

function identityOf(bot: Bot): Identity {
  const { rooms } = bot;
  return { user: botUser(bot), roles: [], rooms, scope: rooms, expiresAt: FOREVER_MS };
}
