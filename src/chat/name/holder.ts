// Whose a name is, from the last entry of its subject. Pure.
import type { State } from '../kernel/command.ts';
import { nameSubject } from '../kernel/subjects.ts';
import type { NameClaimed, NameReleased } from './facts.ts';
import { skeleton } from './skeleton.ts';

export interface Holder {
  userId: string;
  /** As they spell it. */
  name: string;
  /** Milliseconds since 1970; infinite where it never ends. */
  untilMs: number;
}

/** Where it stands whose a name is. */
export const subjectOfName = (name: string): string => nameSubject(skeleton(name));

/** Undefined where it is free. `nowMs`: by the log's clock. */
export function holderOf({ fact }: State, nowMs: number): Holder | undefined {
  if (fact?.type !== 'NameClaimed') return undefined;
  const { user, data } = fact as NameClaimed;
  const untilMs = data.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(data.until);
  return untilMs > nowMs ? { userId: user.id, name: data.name, untilMs } : undefined;
}

/** What somebody who gave the name up is called since, where that was the last that happened to it. */
export function movedTo({ fact }: State, userId: string): string | undefined {
  if (fact?.type !== 'NameReleased' || fact.user.id !== userId) return undefined;
  return (fact as NameReleased).data.to;
}
