// What is said in the dialogs about people, rooms and names.
import type { Group, PersonDeed } from '../model/people.ts';

export const CREATE_ROOM_WORDS = {
  title: 'Create a room',
  name: 'Name',
  nameExample: 'summer-party',
  nameHint: 'It stays: links lead to it.',
  nameWillBe: (name: string) => `It will be #${name}.`,
  needsName: 'Give the room a name.',
  called: 'Title (may be left empty)',
  calledExample: 'Our summer party',
  does: 'Create the room',
} as const;

export const RENAME_WORDS = {
  title: 'Choose another name',
  name: 'Your name',
  needsName: 'Type a name.',
  hint: 'What you said before stays under the name that you had.',
  does: 'Save',
} as const;

export const INVITE_WORDS = {
  title: (called: string) => `Invite to ${called}`,
  who: 'Who',
  needsSomebody: 'Choose somebody first.',
  /** Of somebody who could not be asked. */
  refused: (name: string, why: string) => `${name}: ${why}`,
  does: 'Invite',
} as const;

export const WRITE_TO_WORDS = {
  title: 'Write to somebody',
  to: 'To',
  needsSomebody: 'Choose somebody first.',
  hint: 'What you write is between you and them; nobody can be added later.',
  does: 'Begin',
} as const;

export const PICKER_WORDS = {
  chosen: 'Chosen',
  not: (name: string) => `Not ${name}`,
  placeholder: 'Type a name',
  people: 'People',
  full: (max: number) => `You have chosen ${max} people: more at once is not possible.`,
  none: 'Type the name of somebody.',
  nobody: 'Nobody is called like that.',
} as const;

export const PERSON_WORDS = {
  deeds: (name: string) => `What to do with ${name}`,
  mutes: (name: string) => `How long ${name} is muted`,
  no: 'No',
} as const;

/** What somebody is in a room. */
export const GROUP_OF_ONE: Readonly<Record<Group, string>> = {
  owner: 'Owner',
  moderator: 'Moderator',
  member: 'Member',
  visitor: 'Visitor',
  invited: 'Invited, and did not answer yet',
  banned: 'Banned: neither reads nor writes here',
};

export const STANDING_WORDS = {
  you: 'You',
  hereNow: 'Here now',
} as const;

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
