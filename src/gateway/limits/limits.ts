// Everything a gateway lets one user, one address and everybody take, made once from its settings (P8). Whoever is
// refused is told so; what is refused uses up nothing of somebody else's.
import { QUESTIONS } from '../../chat/features.ts';
import type { GatewayConfig } from '../config.ts';
import { Pace } from './pace.ts';
import { Penalties } from './penalties.ts';
import { Places } from './places.ts';
import { PostQuota } from './post-quota.ts';
import { Buckets, type Rate } from './rate-limit.ts';
import { Seats } from './seats.ts';
import { Turns } from './turns.ts';

export interface Limits {
  /** Connections, those being admitted included. */
  places: Places;
  /** Of users whose connections were ended for flooding. */
  penalties: Penalties;
  /** 0 when an address may have a new session now, else milliseconds until it may. Takes it. */
  newSession: (address: string, nowMs: number) => number;
  /** The same of one that is to be renewed by the provider: whoever comes anew, or makes as if, uses up nothing of it. */
  renewSession: (address: string, nowMs: number) => number;
  /** 0 when an address may ask for its session or begin to sign in now, else milliseconds until it may. Takes it. */
  askSession: (address: string, nowMs: number) => number;
  /** What one connection may send, in the units of cost.ts. */
  frames: Rate;
  /** The same of what a user may ask by requests, over all of them. */
  requests: Buckets;
  /** What an address and everybody may send and be answered before who takes most is served more slowly. */
  pace: Pace;
  posts: PostQuota;
  /** Of a user, over all connections: rooms entered, questions asked by their share. */
  joins: Buckets;
  questions: Buckets;
  /** Rooms that connections are in. */
  seats: Seats;
  /** Questions of each kind under way for everybody: none waits for those of another kind. */
  questionTurns: ReadonlyMap<string, Turns>;
}

/** Three connections of a user come back at once, each to all of its 200 rooms; a person enters a few a minute. */
const USER_JOINS = { perSecond: 20, burst: 600 };
/** A page a gesture: who scrolls fast asks for a few a second. Other questions take more of it than one. */
const USER_QUESTIONS = { perSecond: 10, burst: 40 };
const QUESTIONS_WAITING_MAX = 256;
/** For each session that an address may have anew: who is signed in asks for it as a page opens and as its line breaks. */
const ASKED_OF_A_SESSION = 10;
/** Somebody who chats takes about one a second; the burst of messages that they may post is theirs in any case. */
const UNPACED = { perSecond: 10, burst: 50 };
/** Who comes back joins 200 rooms (400) and sends again what was not acknowledged; a flood of anything ends the connection. */
const frameRate = (post: Rate): Rate => ({
  perSecond: 2 * post.perSecond + 100,
  burst: 2 * post.burst + 600,
});

/** Many may always do what one of them may. */
const atLeast = (one: Rate, perSecond: number, burst: number): Rate => ({
  perSecond: Math.max(perSecond, one.perSecond),
  burst: Math.max(burst, one.burst),
});

export function createLimits(config: GatewayConfig, nowMs: number): Limits {
  const user = { perSecond: config.POST_RATE, burst: config.POST_BURST };
  const frames = frameRate(user);
  const address = atLeast(user, config.ADDRESS_POST_RATE, config.ADDRESS_POST_BURST);
  const asked = new Buckets({
    perSecond: ASKED_OF_A_SESSION * config.ADDRESS_SESSION_RATE,
    burst: ASKED_OF_A_SESSION * config.ADDRESS_SESSION_BURST,
  });
  /** Of the address first: who is refused there does not use up what everybody shares. */
  const sessions = () => {
    const ofAddress = new Buckets({
      perSecond: config.ADDRESS_SESSION_RATE,
      burst: config.ADDRESS_SESSION_BURST,
    });
    const ofAll = new Buckets({ perSecond: config.SESSION_RATE, burst: config.SESSION_BURST });
    return (from: string, now: number) => ofAddress.take(from, now) || ofAll.take('', now);
  };
  return {
    places: new Places({
      all: config.CONNECTIONS_MAX,
      perAddress: config.ADDRESS_CONNECTIONS_MAX,
      perUser: config.USER_CONNECTIONS_MAX,
    }),
    penalties: new Penalties(),
    newSession: sessions(),
    renewSession: sessions(),
    askSession: (from, now) => asked.take(from, now),
    frames,
    requests: new Buckets(frames),
    pace: new Pace(
      {
        user: atLeast({ perSecond: 0, burst: user.burst }, UNPACED.perSecond, UNPACED.burst),
        address: atLeast(frames, config.ADDRESS_FRAME_RATE, config.ADDRESS_FRAME_BURST),
        all: atLeast(frames, config.FRAME_RATE, config.FRAME_BURST),
      },
      nowMs,
    ),
    posts: new PostQuota(
      {
        user,
        address,
        userDayBytes: config.USER_DAY_BYTES,
        addressDayBytes: config.ADDRESS_DAY_BYTES,
        dayBytes: config.DAY_BYTES,
      },
      nowMs,
    ),
    joins: new Buckets(USER_JOINS),
    questions: new Buckets(USER_QUESTIONS),
    seats: new Seats({ all: config.SEATS_MAX, perAddress: config.ADDRESS_SEATS_MAX }),
    questionTurns: new Map(
      [...QUESTIONS].map(([type, { atOnce }]) => [type, new Turns(atOnce, QUESTIONS_WAITING_MAX)]),
    ),
  };
}
