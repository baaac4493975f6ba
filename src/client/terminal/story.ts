// What was done in one room beside what was said, as sentences in the order in which they were told; what the room is by now, and
// what one is in it. Invariant: what became another thing is said where it is known what it was before.
import type { Notice } from '../../chat/kernel/view.ts';
import { type Member, saysMember } from '../../chat/member/member.ts';
import { isRoomNotice, type Sentence, sentencesOf } from '../../chat/prose.ts';
import type { RoomSeen } from '../../chat/room/view.ts';
import type { EventFrame } from '../../shared/wire/frames.ts';
import { day, moment, nameMarked } from './text.ts';

export interface Listener {
  me: string;
  /** Sequences of messages: what stands on both sides of one is two sentences. */
  said: readonly number[];
}

export class Story {
  /** As it was told last; undefined before anybody said it. */
  room: RoomSeen | undefined;
  /** What one is there oneself. */
  member: Member | undefined;
  #entered: RoomSeen | undefined;
  /** Who is asked into it, as far as it was told. */
  readonly #invited = new Set<string>();

  /** What a gateway says of the room as one enters; what was missed comes after it, and is of before. */
  entered(room: RoomSeen, member: Member): void {
    this.#entered = room;
    this.member = member;
  }

  /** What was missed is told. */
  live(): void {
    this.room ??= this.#entered;
  }

  /** There is a hole, or another log, behind what was told. */
  beginAnew(): void {
    this.room = undefined;
  }

  /** What it says of oneself. */
  heard({ data }: EventFrame, me: string | undefined): void {
    if (saysMember(data) && data.user.id === me) this.member = data.member;
  }

  /** What follows what was told. */
  tell(notices: readonly Notice[], listener: Listener): Sentence[] {
    const sentences = sentencesIn(notices, listener, {
      before: this.room,
      invited: this.#invited,
    });
    this.room = notices.findLast(isRoomNotice)?.data ?? this.room;
    return sentences;
  }
}

/** Of the past: it is not known what was before. */
export function sentencesIn(
  notices: readonly Notice[],
  { me, said }: Listener,
  { before, invited }: { before?: RoomSeen | undefined; invited?: Set<string> } = {},
): Sentence[] {
  return sentencesOf(notices, {
    me,
    when: moment,
    name: nameMarked,
    ...(before && { before }),
    ...(invited && { invited }),
    isApart: (one, other) =>
      day(one.at) !== day(other.at) || said.some((seq) => seq > one.seq && seq < other.seq),
  });
}
