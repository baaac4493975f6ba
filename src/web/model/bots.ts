// The bots and hooks of a room, for the page: what is listed of them, and what somebody needs who has a new one's token. Pure.
import type { BotsPage } from '../../client/api.ts';
import type { ListedBot } from '../../shared/wire/objects.ts';

export type Listed =
  | { state: 'asking'; bots: readonly ListedBot[] }
  | { state: 'known'; bots: readonly ListedBot[]; next?: string | undefined }
  | { state: 'failed'; bots: readonly ListedBot[]; reason: string };

/** With another page behind what is there; each once. */
export function withPage(before: Listed, { bots, next }: BotsPage): Listed {
  const known = new Set(before.bots.map(({ id }) => id));
  return {
    state: 'known',
    bots: [...before.bots, ...bots.filter(({ id }) => !known.has(id))],
    ...(next !== undefined && { next }),
  };
}

export const without = (before: Listed, id: string): Listed => ({
  ...before,
  bots: before.bots.filter((bot) => bot.id !== id),
});

/** Where a hook's messages are sent; `origin` is that of the page. */
export const hookAddress = (origin: string, token: string): string =>
  `${origin}/api/hooks/${token}`;

/** A line for a shell that tries it: a hook says something, a bot says who it is. */
export function tryLine({
  kind,
  origin,
  token,
  text,
}: {
  kind: string;
  origin: string;
  token: string;
  text: string;
}): string {
  if (kind !== 'incoming') {
    return `curl -H 'Authorization: Bearer ${token}' ${origin}/api/session`;
  }
  return `curl -d '{"text":"${text}"}' ${hookAddress(origin, token)}`;
}
