// One of the everyday tasks: what somebody wants who uses a chat, how they do it by mouse (or with a finger) and with the keyboard
// alone, and what is to be seen then. Invariant: what is done, a hand does; everything else only looks.
import type { Page } from 'playwright-core';
import type { Keys, Pointer, Way } from './hands.ts';

export interface Task {
  /** As somebody says what they want. */
  name: string;
  /** How, in words, as docs/KEYBOARD.md lists them. */
  mouse: string;
  keys: string;
  /** What others did before. */
  before?: (scene: Scene) => Promise<unknown>;
  byPointer: (hand: Pointer, scene: Scene) => Promise<unknown>;
  /** From wherever the focus is: the page was opened, or the task before is done. */
  byKeys: (hand: Keys, scene: Scene) => Promise<unknown>;
  seen: (scene: Scene) => Promise<unknown>;
}

export interface Scene {
  page: Page;
  way: Way;
  url: string;
  /** What the person is called. */
  me: string;
  /** Called so for this way alone: each is another person in other rooms. */
  own: (name: string) => string;
  /** What somebody else does who has no browser: the bot, called Bot. */
  does: (frame: Record<string, unknown>) => Promise<void>;
  /** The bot says these in a room; looked for, they are found from then on. */
  posts: (room: string, ...texts: string[]) => Promise<number[]>;
  /** What was copied last. */
  copied: () => Promise<string>;
  /** Somebody else in a browser of their own, who acts by the same means. */
  friend: Friend;
  /** A picture of what is seen now, for whoever wants to look at it. */
  shot: (view: string) => Promise<void>;
}

export interface Friend {
  page: Page;
  name: string;
  pointer: Pointer;
  keys: Keys;
}
