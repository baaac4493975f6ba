// A room whose log was made anew, or lost its end: the sequences of before name other messages now, or none. Pure. Invariants:
// nothing that names one goes on by itself or by "Try again"; what somebody wrote stays with them.
import { ANEW_WORDS } from '../words/notices.ts';
import { type Change, withoutChange } from './changes.ts';
import { emptyRoom, type Outgoing, type Room, withOutgoing } from './room.ts';

/** What is left of it: what was written there and is not in the log. `editing`: the text of an edit that is not given yet. */
export function inOtherLog(room: Room, editing?: { seq: number; text: string }): Room {
  const { changes, view, outgoing } = room;
  const before = view.messages.find(({ seq }) => seq === editing?.seq)?.text;
  const isChanged = editing !== undefined && editing.text.trim() !== '' && editing.text !== before;
  return {
    ...emptyRoom(room.name),
    outgoing: [
      ...outgoing.filter(({ status }) => status !== 'stored').map(answeringNothing),
      ...changes.flatMap(textOf),
      ...(isChanged ? [adrift(`edit/${editing.seq}`, editing.text)] : []),
    ],
  };
}

/** One command was given back for that reason: an answer answers nothing any more, an edit is a message that was not sent. */
export function withoutItsLog(room: Room, id: string): Room {
  const given = room.changes.find(({ command }) => command.id === id);
  if (given !== undefined) {
    return textOf(given).reduce(withOutgoing, withoutChange(room, id));
  }
  const outgoing = room.outgoing.map((one) => (one.id === id ? answeringNothing(one) : one));
  return { ...room, outgoing };
}

function answeringNothing({ replyTo: _, ...said }: Outgoing): Outgoing {
  return said;
}

const textOf = ({ command, status }: Change): Outgoing[] =>
  command.type === 'edit' && status !== 'stored' ? [adrift(command.id, command.text)] : [];

const adrift = (id: string, text: string): Outgoing => ({
  id,
  text,
  at: Date.now(),
  status: 'failed',
  reason: ANEW_WORDS.wasEdit,
});
