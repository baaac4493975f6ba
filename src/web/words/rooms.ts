// What is said about rooms: in their list, in their menus, in one where nobody has said anything yet, and where one goes elsewhere.
import type { Level } from '../model/choices.ts';
import type { Section } from '../model/room-list.ts';

export const ROOM_WORDS = {
  brand: 'ChatK8S',
  heading: 'Rooms and people',
  signOut: 'Sign out',
  sections: {
    favourites: 'Favourites',
    rooms: 'Rooms',
    direct: 'Direct messages',
  } satisfies Record<Section, string>,
  /** In the button that leads to the list. */
  newInOthers: (count: number) =>
    `new messages in ${count === 1 ? 'one other' : `${count} others`}`,
  mentioned: (count: number) =>
    count === 1 ? 'you are mentioned' : `you are mentioned ${count} times`,
  /** Behind their number. */
  newMessages: (isOne: boolean) => (isOne ? 'new message' : 'new messages'),
  private: 'private',
  muted: 'muted',
  hereNow: 'here now',
  menuOf: (label: string) => `What to do with ${label}`,
  menu: 'Favourite, mute, notifications',
  favourite: 'Favourite',
  mute: 'Mute',
  notifications: 'Notifications',
  levels: {
    all: 'All messages',
    mentions: 'Mentions only',
    nothing: 'Nothing',
  } satisfies Record<Level, string>,
  markRead: 'Mark as read',
  copyLink: 'Copy link',
  jumpToDate: 'Jump to a day',
  linkCopied: 'Link copied',
  notCopied: 'This browser does not let the page copy it.',
} as const;

export const FIRST_WORDS = {
  title: (called: string) => `Nobody has said anything in ${called} yet`,
  directTitle: (called: string) => `Nothing was said between you and ${called} yet`,
  lead: 'What you write below is the first message. Everybody who comes in later can read it.',
  directLead: 'What you write below is between you alone.',
  invite: 'Invite people',
  inviteHint: 'They find the room in their list.',
  link: 'Hand the link on',
  linkHint: 'Whoever may enter the room comes here with it.',
  terminal: 'Or join from a terminal',
  terminalHint: 'Typed in a copy of the repository.',
  copy: 'Copy',
  copied: 'Copied',
} as const;

export const NO_ROOM_WORDS = {
  title: 'You are in no room',
  lead: 'Find one that is open to everybody, or make one.',
  browse: 'Browse rooms',
  go: 'Go to a room or a person',
} as const;

export const SWITCHER_WORDS = {
  title: 'Go to',
  button: 'Go to…',
  label: 'Go to a room or a person',
  placeholder: 'A room or a person',
  list: 'Rooms and people',
  person: 'write to them',
  public: 'public room, you are not in it',
  unread: (count: number) => (count === 1 ? 'one new message' : `${count} new messages`),
  nothing: 'No room and nobody is called like that.',
  keys: '↑ ↓ choose · Enter opens · Esc closes',
  found: (count: number) => (count === 1 ? 'One to choose from' : `${count} to choose from`),
} as const;

export const ADD_ROOM_WORDS = {
  label: 'Enter a room',
  placeholder: 'Enter a room…',
  does: 'Enter the room',
  needsName: 'Type the name of a room.',
} as const;

export const INVITATION_WORDS = {
  label: 'Invitations',
  /** What stands in braces becomes what it names. */
  asks: '{who} invites you to {room}.',
  more: (count: number) =>
    count === 1 ? 'One more after this one.' : `${count} more after this one.`,
  yes: 'Accept',
  no: 'Decline',
} as const;
