// A sentence of which parts are elements: `{who} invites you to {room}.` Whoever translates it puts them where they belong.
import type { ComponentChildren } from 'preact';

export interface SentenceProps {
  words: string;
  /** By the names that stand in braces. */
  parts: Readonly<Record<string, ComponentChildren>>;
}

export function Sentence({ words, parts }: SentenceProps) {
  const pieces = words.split(/\{(\w+)\}/);
  return <>{pieces.map((piece, index) => (index % 2 === 0 ? piece : parts[piece]))}</>;
}
