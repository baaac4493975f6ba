// What is said of the people of a room where they are listed.
import type { Group } from '../model/people.ts';

export const GROUP_WORDS: Readonly<Record<Group, string>> = {
  owner: 'Owners',
  moderator: 'Moderators',
  member: 'Members',
  visitor: 'Visitors',
  invited: 'Invited',
  banned: 'Banned',
};

export const MUTED_WORDS = {
  forever: 'Muted',
  until: (when: string) => `Muted until ${when}`,
} as const;
