// Whose name is whose, for who signs in, connects and signs out. A name is had by a claim in the log, which says until when.
// Invariant: nobody goes by a name that somebody else holds, as far as this gateway has read the log; of two who claim one at
// the same moment the log takes one. Whoever needs another name than their token's gets the same one each time they come.
import { createHash } from 'node:crypto';
import type { Asker } from '../../chat/kernel/command.ts';
import { claim, release } from '../../chat/name/commands.ts';
import { type Holder, holderOf, movedTo, subjectOfName } from '../../chat/name/holder.ts';
import { nameProblem } from '../../chat/name/rule.ts';
import { makeId } from '../../shared/ids.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import type { User } from '../../shared/wire/objects.ts';
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
/** After these come numbers that follow from who asks. */
const IN_ORDER = [2, 3, 4, 5, 6, 7, 8, 9];
const OWN = 8;
/** Of those who claim at once each loses to as many as there are before them. */
const CLAIMS_MAX = 8;
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
    for (const name of variants(user)) {
      const holder = await holderOfName(name, user.id);
      if (holder === undefined || holder.userId === user.id) return name;
    }
    return undefined;
  };
  /** `like`: what another name is to be like, where this one is taken. */
  const attempt = async (asker: Asker, untilMs: number, like = asker): Promise<Claimed> => {
    // Of a token of before, or of an identity provider: nobody may be called that.
    if (nameProblem(asker.user.name) !== undefined) {
      return { is: 'taken', free: await another(like) };
    }
    const answer = await append(asker, untilMs);
    if (answer.type === 'ack') return { is: 'claimed' };
    if (answer.code === 'conflict') return { is: 'taken', free: await another(like) };
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
      let { name } = asker.user;
      for (let claims = 0; claims < CLAIMS_MAX; claims++) {
        const called = { ...asker, user: { ...asker.user, name } };
        const holder = await held(called);
        if (holder !== undefined && holder.untilMs >= atLeastMs) return holder.name;
        name = holder?.name ?? name;
        const wanting = { ...asker, user: { ...asker.user, name } };
        const claimed = await attempt(wanting, untilMs, asker);
        if (claimed.is !== 'taken') return name;
        name = claimed.free ?? lastResort(asker.user);
      }
      return lastResort(asker.user);
    },
    release: async (asker) => {
      const holder = await held(asker);
      if (holder === undefined) return;
      const command = { type: 'release', id: makeId(clock.now()), name: holder.name };
      await run(release, command, asker);
    },
  };
}

/** Always the same ones of a person, and seldom those of another. */
function ownNumbers(userId: string): number[] {
  const digest = createHash('sha256').update(userId).digest();
  return Array.from({ length: OWN }, (_, n) => 10 + (digest.readUInt32BE(4 * n) % 9_990));
}

/** "Ada 2", "Ada 3" …, as far as one may be called that. */
function variants({ id, name }: User): string[] {
  const own = ownNumbers(id);
  return [
    ...[...IN_ORDER, ...own].map((number) => `${name} ${number}`),
    ...own.map((number) => `${NOBODY} ${number}`),
  ].filter((variant) => nameProblem(variant) === undefined);
}

const lastResort = ({ id }: User): string => `${NOBODY} ${ownNumbers(id).join(' ')}`;

const waitOf = ({ retryAfterMs = 1_000 }: ErrorFrame): number => retryAfterMs;
