// Which entries are to be erased, and which deletions name what is not theirs. Pure.
// Invariant: nothing is erased but the message that a deletion names, whole: its post, where sequence, room, user and id are the
// ones that it says, and the edits that name the same. A wrong sequence would destroy what somebody else said.
import { type Change, DELETED, type Named, POSTED, type Target } from './changes.ts';

export interface Known {
  /** The events at the sequences that are named. */
  named: readonly Named[];
  /** Edits of what is deleted here. */
  edits: readonly Change[];
  /** Deletions of what is edited here. */
  deletions: readonly Change[];
}

export interface Decided {
  /** Sequences, in order. */
  erase: number[];
  /** Deletions whose message is another one, or none. */
  refused: Change[];
}

/** Those that name the message that is there, or one that is no row any more. */
export function fitting(changes: readonly Change[], events: readonly Named[]): Change[] {
  const named = bySequence(events);
  return changes.filter(
    (change) => change.target && fits(change, change.target, named.get(change.target.seq)),
  );
}

export function decide(changes: readonly Change[], known: Known): Decided {
  const named = bySequence(known.named);
  const edits = byMessage(known.edits);
  const deletions = byMessage(known.deletions);
  const erase = new Set<number>();
  const refused: Change[] = [];
  for (const change of changes) {
    const { seq, type, target } = change;
    if (type !== DELETED) {
      // One that is empty was erased before: a log that was brought back may have it again.
      if (target === undefined) erase.add(seq);
      else if (fits(change, target, named.get(target.seq)) && deletedBefore(change, deletions))
        erase.add(seq);
      continue;
    }
    if (target === undefined || !fits(change, target, named.get(target.seq))) {
      refused.push(change);
      continue;
    }
    // Where it is no row any more it was erased before rows were made anew.
    if (named.has(target.seq)) erase.add(target.seq);
    for (const edit of edits.get(messageOf(change)) ?? []) erase.add(edit.seq);
  }
  return { erase: [...erase].sort((a, b) => a - b), refused };
}

/** Whether the row at the target is the message that the change names, or is gone. */
function fits({ seq, room }: Change, target: Target, event: Named | undefined): boolean {
  if (target.seq >= seq) return false;
  if (event === undefined) return true;
  const { type, user, id } = event;
  return type === POSTED && event.room === room && user === target.user && id === target.id;
}

const bySequence = (events: readonly Named[]): ReadonlyMap<number, Named> =>
  new Map(events.map((event) => [event.seq, event]));

const deletedBefore = (edit: Change, deletions: ReadonlyMap<string, readonly Change[]>): boolean =>
  (deletions.get(messageOf(edit)) ?? []).some(({ seq }) => seq < edit.seq);

function byMessage(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  return Map.groupBy(changes, messageOf);
}

const messageOf = ({ room, target }: Change): string =>
  JSON.stringify([room, target?.seq, target?.user, target?.id]);
