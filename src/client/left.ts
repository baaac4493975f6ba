// Why one is not in a room any more, in a person’s words: for whoever waits for something of it, and for the page.
import type { LeftFrame } from '../shared/wire/frames.ts';

export function leftWords({ reason, by }: Pick<LeftFrame, 'reason' | 'by'>): string {
  switch (reason) {
    case 'banned':
      return `${by.name} banned you from this room.`;
    case 'removed':
      return `${by.name} removed you from this room.`;
    case 'left':
      return 'You left this room.';
    default:
      return `${by.name} closed this room to you.`;
  }
}
