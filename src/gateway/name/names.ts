// Whose name is whose, for who signs in, connects and signs out. A name is had by a claim in the log, which says until when.
// Invariant: nobody goes by a name that somebody else holds, as far as this gateway has read the log; of two who claim one at
// the same moment the log takes one.
import type { Asker } from '../../chat/kernel/command.ts';
import { claim, release } from '../../chat/name/commands.ts';
import { type Holder, holderOf, movedTo, subjectOfName } from '../../chat/name/holder.ts';
import { nameProblem } from '../../chat/name/rule.ts';
import { makeId } from '../../shared/ids.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import type { LogClock } from '../log/log-clock.ts';
import type { States } from '../log/states.ts';
import type { RunCommand } from './run.ts';

export type Claimed =
  | { is: 'claimed' }
  /** `free`: one that looks like it and is not taken, where one was found. */
  | { is: 'taken'; free: string | undefined }
  /** The log does not say. */
  | { is: 'unavailable'; retryAfterMs: number };

export interface Names {
  /** The name of whoever asks is theirs until then, milliseconds since 1970, or is found to be somebody else's. */
  claim: (asker: Asker, untilMs: number) => Promise<Claimed>;
  /** How long somebody holds the name they go by; undefined where it is not theirs (any more). */
  held: (asker: Asker) => Promise<Holder | undefined>;
  /**
   * The name somebody goes by now, claimed where it was not: their token's, what they called themselves since, or, where
   * another holds it, one like it. Rejects with `LogUnreadable` while nobody can say.
   */
  nameOf: (asker: Asker, times: ClaimTimes) => Promise<string>;
  /** It is free again, where it was theirs. Whatever keeps that from being done: its time will come. */
  release: (asker: Asker) => Promise<void>;
}

/** Until when a claim is made where there is none that lasts `atLeastMs`, milliseconds since 1970. */
export interface ClaimTimes {
  untilMs: number;
  atLeastMs: number;
}

export interface NamesPorts {
  run: RunCommand;
  states: Pick<States, 'of'>;
  clock: Pick<LogClock, 'now'>;
}

/** Somebody renamed themselves so often in a row at most, with a token that knows nothing of it. */
const MOVES_MAX = 8;
/** After these a number is drawn. */
const IN_ORDER = [2, 3, 4, 5, 6, 7, 8, 9];
const DRAWN = 8;
/** Whoever may not be called what their token says. */
const NOBODY = 'somebody';

export function createNames({ run, states, clock }: NamesPorts): Names {
  const holderOfName = async (name: string, who: string): Promise<Holder | undefined> =>
    holderOf(await states.of(subjectOfName(name), who), clock.now());

  const append = async (asker: Asker, untilMs: number) => {
    const command = { type: 'claim', id: makeId(clock.now()), untilMs };
    return await run(claim, command, asker);
  };
  /** One like it that is free, or is theirs already. */
  const another = async ({ user }: Asker): Promise<string | undefined> => {
    for (const name of variants(user.name)) {
      const holder = await holderOfName(name, user.id);
      if (holder === undefined || holder.userId === user.id) return name;
    }
    return undefined;
  };
  const attempt = async (asker: Asker, untilMs: number): Promise<Claimed> => {
    // Of a token of before, or of an identity provider: nobody may be called that.
    if (nameProblem(asker.user.name) !== undefined) {
      return { is: 'taken', free: await another(asker) };
    }
    const answer = await append(asker, untilMs);
    if (answer.type === 'ack') return { is: 'claimed' };
    if (answer.code === 'conflict') return { is: 'taken', free: await another(asker) };
    return { is: 'unavailable', retryAfterMs: waitOf(answer) };
  };
  const held = async ({ user }: Asker): Promise<Holder | undefined> => {
    let { name } = user;
    for (let moves = 0; moves < MOVES_MAX; moves++) {
      if (nameProblem(name) !== undefined) return undefined;
      const state = await states.of(subjectOfName(name), user.id);
      const holder = holderOf(state, clock.now());
      if (holder !== undefined) return holder.userId === user.id ? holder : undefined;
      const next = movedTo(state, user.id);
      if (next === undefined) return undefined;
      name = next;
    }
    return undefined;
  };
  return {
    claim: attempt,
    held,
    nameOf: async (asker, { untilMs, atLeastMs }) => {
      const holder = await held(asker);
      const name = holder?.name ?? asker.user.name;
      const called = { ...asker, user: { ...asker.user, name } };
      if (holder !== undefined && holder.untilMs >= atLeastMs) return name;
      const claimed = await attempt(called, untilMs);
      if (claimed.is !== 'taken') return name;
      const { free = `${NOBODY} ${draw()}` } = claimed;
      await attempt({ ...asker, user: { ...asker.user, name: free } }, untilMs);
      return free;
    },
    release: async (asker) => {
      const holder = await held(asker);
      if (holder === undefined) return;
      const command = { type: 'release', id: makeId(clock.now()), name: holder.name };
      await run(release, command, asker);
    },
  };
}

const draw = (): number => 10 + Math.floor(Math.random() * 9_990);

/** "Ada 2", "Ada 3" …, as far as one may be called that. */
const variants = (name: string): string[] =>
  [
    ...[...IN_ORDER, ...Array.from({ length: DRAWN }, draw)].map((number) => `${name} ${number}`),
    ...Array.from({ length: DRAWN }, () => `${NOBODY} ${draw()}`),
  ].filter((variant) => nameProblem(variant) === undefined);

const waitOf = ({ retryAfterMs = 1_000 }: ErrorFrame): number => retryAfterMs;
