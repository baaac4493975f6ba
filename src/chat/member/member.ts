// What a person is in a room, as the last state of the two says: pure, without a library. Who has none is nobody's member:
// in a public room they may read and write all the same.
import type { User } from '../../shared/wire/objects.ts';
import type { State } from '../kernel/command.ts';

export interface Member {
  /** `invited`, `in`, `out`, `removed` or `banned`; what only a newer version knows lets nobody in. */
  state: string;
  /** `owner`, `moderator` or `member`. */
  role: string;
  /** Until then they write nothing: milliseconds since 1970 by the log's clock. */
  mutedUntil?: number | undefined;
}

/** Who never had a membership. */
export const STRANGER: Member = { state: 'out', role: 'member' };
/** Who is muted for good is muted until then: the end of the year 9999. */
export const FOREVER_MS = 253_402_300_799_999;

/** Of which nothing is understood here: a newer version may have sent them away. */
const UNKNOWN: Member = { state: 'unknown', role: 'member' };

/** Of the last entry of its subject. */
export function memberOf({ fact }: State): Member {
  if (fact === undefined) return STRANGER;
  return saysMember(fact.data) ? fact.data.member : UNKNOWN;
}

/** Whom a state of a membership is about, as they were called then. */
export const nameIn = ({ fact }: State): string | undefined =>
  saysMember(fact?.data) ? fact.data.user.name : undefined;

/** Whether data of a fact say what somebody is in a room. */
export const saysMember = (data: unknown): data is { user: User; member: Member } =>
  isObject(data) &&
  isObject(data['user']) &&
  typeof data['user']['id'] === 'string' &&
  typeof data['user']['name'] === 'string' &&
  isMember(data['member']);

export const isMember = (value: unknown): value is Member =>
  isObject(value) && typeof value['state'] === 'string' && typeof value['role'] === 'string';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Who in a public room may read and write; who is sent out of it may come again. */
const WELCOME: ReadonlySet<string> = new Set(['invited', 'in', 'out', 'removed']);
export const isWelcome = ({ state }: Member): boolean => WELCOME.has(state);

/** What of a membership a change of it leaves alone. */
export const kept = ({ mutedUntil }: Member): Pick<Member, 'mutedUntil'> =>
  mutedUntil === undefined ? {} : { mutedUntil };
