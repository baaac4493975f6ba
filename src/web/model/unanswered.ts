// Why something that the person asked for was not answered, in a person's words. Pure.
import { ChatError } from '../../client/errors.ts';
import { wordsOf } from './views.ts';

export function whyNotAnswered(error: unknown): string {
  if (!(error instanceof ChatError)) return wordsOf(error);
  switch (error.code) {
    case 'unavailable':
      return 'The server cannot look that up just now. Try again in a moment.';
    case 'too_wide':
      return 'That is too much to look through. Add another word, a room, a person or a time.';
    case 'rate':
      return 'You have asked a lot in a short time. Try again in a moment.';
    case 'timeout':
    case 'closed':
    case 'unreachable':
      return 'This needs a connection. Try again when you are back.';
    default:
      return error.message;
  }
}
