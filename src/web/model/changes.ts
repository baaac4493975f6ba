// What the person did to messages and the log has not shown yet: laid over the messages until it has. Pure. Invariants: what is
// on its way looks so, what failed stays until the person says what becomes of it, and what the log says is never changed.
import type { ChatCommand } from '../../chat/commands.ts';
import type { ReactionView } from '../../chat/kernel/message-view.ts';
import type { Room } from './room.ts';

/** A command about a message that there is. */
export type ChangeCommand = Extract<ChatCommand, { target: number }>;

export interface Change {
  command: ChangeCommand;
  status: 'waiting' | 'stored' | 'failed';
  /** Where the log has it, once it does. */
  seq?: number;
  /** Why it waits longer than usual, or failed, in the server's words. */
  reason?: string;
}

export const isChange = (command: ChatCommand): command is ChangeCommand => 'target' in command;

/** One more; one of the same kind that failed is the past then. */
export function withChange(room: Room, command: ChangeCommand): Room {
  const { type, target } = command;
  const others = room.changes.filter(
    ({ status, command: other }) =>
      !(status === 'failed' && other.type === type && other.target === target),
  );
  return { ...room, changes: [...others, { command, status: 'waiting' }] };
}

export function changeChange(room: Room, id: string, more: Partial<Change>): Room {
  if (room.changes.every(({ command }) => command.id !== id)) return room;
  const changes = room.changes.map((change) =>
    change.command.id === id ? { ...change, ...more } : change,
  );
  return { ...room, changes };
}

export function renameChange(room: Room, from: string, to: string): Room {
  const known = room.changes.find(({ command }) => command.id === from);
  return known === undefined
    ? room
    : changeChange(room, from, { command: { ...known.command, id: to } });
}

export const withoutChange = (room: Room, id: string): Room => ({
  ...room,
  changes: room.changes.filter(({ command }) => command.id !== id),
});

/** Everything of the log up to `told` is shown: what is stored there needs no second place. */
export function settled(room: Room, told: number): Room {
  const changes = room.changes.filter(({ seq }) => seq === undefined || seq > told);
  return changes.length === room.changes.length ? room : { ...room, changes };
}

/** Those of each message, in the order in which they were given. */
export function changesByTarget({ changes }: Room): ReadonlyMap<number, readonly Change[]> {
  const by = new Map<number, Change[]>();
  for (const change of changes) {
    const before = by.get(change.command.target);
    if (before === undefined) by.set(change.command.target, [change]);
    else before.push(change);
  }
  return by;
}

/** An emoji below a message, and who put it there, ours on its way among them. */
export type ShownReaction = Pick<ReactionView, 'emoji' | 'users'>;

/** How the reactions look once what is on its way has arrived. */
export function reactionsWith(
  { reactions }: { readonly reactions: readonly ShownReaction[] },
  changes: readonly Change[],
  me: string,
): readonly ShownReaction[] {
  return changes.reduce((shown: readonly ShownReaction[], { command, status }) => {
    if (command.type !== 'react' || status === 'failed') return shown;
    return toggled(shown, command, me);
  }, reactions);
}

function toggled(
  reactions: readonly ShownReaction[],
  { emoji, on }: { emoji: string; on: boolean },
  me: string,
): readonly ShownReaction[] {
  const before = reactions.find((reaction) => reaction.emoji === emoji);
  if ((before?.users.includes(me) ?? false) === on) return reactions;
  if (before === undefined) return [...reactions, { emoji, users: [me] }];
  const users = on ? [...before.users, me] : before.users.filter((user) => user !== me);
  return reactions
    .map((reaction) => (reaction === before ? { emoji, users } : reaction))
    .filter((reaction) => reaction.users.length > 0);
}
