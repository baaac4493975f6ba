// Why something that the person asked for was not answered, in a person's words. Pure.
import { ChatError } from '../../client/errors.ts';
import { ANSWER_WORDS } from '../words/refusals.ts';
import { faultWords } from './refusal-words.ts';

export const whyNotAnswered = (error: unknown): string =>
  (error instanceof ChatError && ANSWER_WORDS[error.code]) || faultWords(error);
