// From a fact to what clients are sent: the same frame whether it came live, from the ring, from the log or from the rows.
import { type Fact, facts } from '../../chat/features.ts';
import type { Reading } from '../../chat/kernel/codec.ts';
import { type Entry, type InRoom, isInRoom } from '../../chat/kernel/fact.ts';
import { messageSubject } from '../../chat/kernel/subjects.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import type { EventFrame, ToldEventFrame } from '../../shared/wire/frames.ts';
import { encodeFrame, textOf } from '../fanout/frame.ts';
import type { RingEntry } from './ring.ts';

/** What no version of ours has a name for goes along: a newer client knows it. */
export function eventFrame(entry: Entry<InRoom>): EventFrame;
export function eventFrame(entry: Entry): ToldEventFrame;
export function eventFrame({ seq, at, fact }: Entry): ToldEventFrame {
  const { v, room, type, user, id, data, ...more } = fact;
  return {
    ...more,
    type: 'event',
    ...(room !== undefined && { room }),
    seq,
    at,
    event: type,
    ...(v > 1 && { v }),
    user,
    id,
    data,
  };
}

/** `subject`: where it stands, if that is known. */
export const toRingEntry = (entry: Entry<InRoom>, subject?: string): RingEntry => ({
  seq: entry.seq,
  room: entry.fact.room,
  isMessage: subject === messageSubject(entry.fact.room),
  frame: encodeFrame(eventFrame(entry)),
});

/** Back again: what everybody was shown. */
export function fromRingEntry({ frame }: RingEntry): Entry {
  const shown = JSON.parse(textOf(frame)) as EventFrame;
  const { type: _, seq, at, event: type, v = 1, ...fact } = shown;
  return { seq, at, fact: { ...fact, type, v } };
}

/** What is to be shown of a reading; undefined where nothing is: it stays in the log, clients skip its sequence. */
export function shown(reading: Reading<Fact>): Entry | undefined {
  if (reading.is === 'known') return reading.entry;
  return reading.is === 'foreign' ? reading.raw : undefined;
}

export function readRingEntry(raw: RawEntry): RingEntry | undefined {
  const entry = shown(facts.read(raw));
  // What concerns no room has no backlog.
  return entry && isInRoom(entry) ? toRingEntry(entry, raw.subject) : undefined;
}
