// All of them, in the order in which docs/KEYBOARD.md lists them.
import { FINDING } from './finding.ts';
import { ROOMS } from './rooms.ts';
import { TALKING } from './talking.ts';

export const TASKS = [
  { title: 'Messages', tasks: TALKING },
  { title: 'Finding one’s way', tasks: FINDING },
  { title: 'Rooms and people', tasks: ROOMS },
] as const;
