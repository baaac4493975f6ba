// A text through the parser to its blocks: what is loaded as one.
import { messageParser } from './parser.ts';
import { type Block, blocksOf } from './tree.ts';

export const blocksIn = (text: string): Block[] =>
  blocksOf(text, messageParser.parse(text).topNode);
