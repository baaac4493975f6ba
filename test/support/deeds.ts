// Everything that can be done in a chat, once by each of a crowd: with one's messages in a room where all see it, and in a room
// of one's own, with the next one as a guest who is sent out in the end. What can fail in between is given again by the SDK.
import type { ChatClient } from '../../src/client/client.ts';
import type { Person } from './crowd.ts';

/** Of all that was done in `room` the sequences, once all of it is stored. `round`: other rooms and names than those of the others. */
export async function doEverything(
  people: readonly Person[],
  room: string,
  round: number,
): Promise<number[]> {
  const done = people.map(async ({ name, client }, i) => {
    const guest = people[(i + 1) % people.length]?.client ?? client;
    const [sequences] = await Promise.all([
      withMessages(client, room),
      inOnesOwn(client, guest, `den-${round}-${i + 1}`),
    ]);
    await client.rename(`${name}, ${round}`).stored;
    return sequences;
  });
  return (await Promise.all(done)).flat();
}

/** Nothing is deleted: who was away would not see it any more. */
async function withMessages(client: ChatClient, room: string): Promise<number[]> {
  const { seq } = await client.post(room, 'something to *answer*').stored;
  const given = [
    client.post(room, 'an answer', { replyTo: seq }),
    client.edit(room, seq, 'something to _answer_'),
    client.react(room, seq, '👍', true),
    client.react(room, seq, '👍', false),
  ];
  const stored = await Promise.all(given.map((one) => one.stored));
  return [seq, ...stored.map((one) => one.seq)];
}

async function inOnesOwn(owner: ChatClient, guest: ChatClient, room: string): Promise<void> {
  const them = guest.user?.id ?? '';
  await owner.create(room, { kind: 'private', title: 'A den', members: [them] }).stored;
  await guest.member(room, { user: them, do: 'accept' }).stored;
  await Promise.all([owner.join(room), guest.join(room)]);
  await talkedAbout(owner, guest, room);
  await owner.change(room, { topic: 'who may stay', slowModeSeconds: 5 }).stored;
  await owner.change(room, { slowModeSeconds: 0, kind: 'public' }).stored;
  await owner.member(room, { user: them, do: 'role', role: 'moderator' }).stored;
  await owner.member(room, { user: them, do: 'role', role: 'member' }).stored;
  for (const act of ['mute', 'unmute', 'ban', 'unban'] as const) {
    await owner.member(room, { user: them, do: act }).stored;
  }
  await watchedByPrograms(owner, room);
  await owner.change(room, { archived: true }).stored;
  owner.leave(room);
}

async function talkedAbout(owner: ChatClient, guest: ChatClient, room: string): Promise<void> {
  const [kept, gone] = await Promise.all([
    owner.post(room, 'to be kept').stored,
    guest.post(room, 'to be gone').stored,
  ]);
  await owner.pin(room, kept.seq, true).stored;
  await guest.react(room, kept.seq, '🎉', true).stored;
  await guest.post(room, 'about what is gone', { replyTo: gone.seq }).stored;
  await owner.delete(room, gone.seq).stored;
  await owner.pin(room, kept.seq, false).stored;
}

async function watchedByPrograms(owner: ChatClient, room: string): Promise<void> {
  const bot = owner.makeBot({ name: `Bot of ${room}`, kind: 'token', rooms: [room] });
  await bot.stored;
  await owner.revokeBot(bot.bot).stored;
  const made = await owner.webhook(room, { do: 'make', url: 'https://example.org/told' }).stored;
  await owner.webhook(room, { do: 'revoke', webhook: made.id }).stored;
}
