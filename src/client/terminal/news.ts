// What there is to print of a room: what was said, and what was done there, as one followed the other. Pure.
import type { Sentence } from '../../chat/prose.ts';
import { happenedAt, type MessageNews } from '../news.ts';

export type News = MessageNews | { what: 'done'; sentence: Sentence };

export const inOrder = (news: readonly MessageNews[], done: readonly Sentence[]): News[] =>
  [...news, ...done.map((sentence): News => ({ what: 'done', sentence }))].sort(
    (one, other) => happened(one) - happened(other),
  );

const happened = (news: News): number =>
  news.what === 'done' ? news.sentence.first : happenedAt(news);
