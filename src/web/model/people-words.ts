// What the page says of the people of a room, and of what can be done with them. Pure.
import { FOREVER_MS } from '../../chat/member/member.ts';
import type { Group, PersonDeed, PersonRow } from './people.ts';
import { untilOf } from './time.ts';

export const GROUP_WORDS: Readonly<Record<Group, string>> = {
  owner: 'Owners',
  moderator: 'Moderators',
  member: 'Members',
  visitor: 'Visitors',
  invited: 'Invited',
  banned: 'Banned',
};

const ONE_OF: Readonly<Record<Group, string>> = {
  owner: 'Owner',
  moderator: 'Moderator',
  member: 'Member',
  visitor: 'Visitor',
  invited: 'Invited, and did not answer yet',
  banned: 'Banned: neither reads nor writes here',
};

export const DEED_WORDS: Readonly<Record<PersonDeed, string>> = {
  write: 'Write to them',
  invite: 'Invite them to be a member',
  moderator: 'Make them a moderator',
  owner: 'Make them an owner…',
  member: 'Make them a plain member',
  mute: 'Mute…',
  unmute: 'Let them write again',
  remove: 'Remove from this room…',
  ban: 'Ban from this room…',
  unban: 'Lift the ban',
};

/** What is asked before it is done: it cannot simply be taken back. */
export const ASKED_ABOUT = {
  owner: {
    asks: (name: string) => `Make ${name} an owner of this room?`,
    means: 'They may do everything here that you may, also with you.',
    yes: 'Yes, make them an owner',
  },
  remove: {
    asks: (name: string) => `Remove ${name} from this room?`,
    means: 'They are sent out now. Into a private room they come back only when invited.',
    yes: 'Yes, remove them',
  },
  ban: {
    asks: (name: string) => `Ban ${name} from this room?`,
    means: 'They neither read nor write here until somebody lifts the ban.',
    yes: 'Yes, ban them',
  },
} as const satisfies Partial<Record<PersonDeed, unknown>>;

/** How long somebody can be muted; the last one for good. */
export const MUTES: readonly { label: string; ms?: number }[] = [
  { label: 'For 10 minutes', ms: 600_000 },
  { label: 'For an hour', ms: 3_600_000 },
  { label: 'For a day', ms: 86_400_000 },
  { label: 'For a week', ms: 604_800_000 },
  { label: 'Until somebody lifts it' },
];

export const mutedWords = (untilMs: number, now: number): string =>
  untilMs >= FOREVER_MS ? 'Muted' : `Muted until ${untilOf(untilMs, now)}`;

export function standingWords(
  { user, group, here, mutedUntil }: PersonRow,
  { me, now }: { me: string; now: number },
): string {
  const parts = [
    ...(user.id === me ? ['You'] : []),
    ONE_OF[group],
    ...(mutedUntil === undefined ? [] : [mutedWords(mutedUntil, now)]),
    ...(here ? ['Here now'] : []),
  ];
  return parts.join(' · ');
}
