// How it goes with a webhook, in a person's words. Pure, without a library.
import type { ListedWebhook } from '../../shared/wire/objects.ts';

/** What one may be told of, as it is chosen: each is a few kinds of events. */
export const CHOICES = [
  { name: 'Messages', events: ['message.posted'] },
  { name: 'Edits', events: ['message.edited'] },
  { name: 'Deletions', events: ['message.deleted'] },
  { name: 'Reactions', events: ['reaction.added', 'reaction.removed'] },
  { name: 'Pins', events: ['message.pinned', 'message.unpinned'] },
] as const;

/** What it is told of, in the order of the choices; what only a newer version knows by its name. */
export function toldWords(events: readonly string[]): string {
  const chosen = CHOICES.filter((one) => one.events.some((event) => events.includes(event)));
  const known: readonly string[] = CHOICES.flatMap((one) => [...one.events]);
  const others = events.filter((event) => !known.includes(event));
  return [...chosen.map(({ name }) => name), ...others].join(', ');
}

export const goingOf = ({
  state,
  failing,
}: {
  state: string;
  failing?: unknown;
}): 'on' | 'paused' | 'failing' =>
  state !== 'on' ? 'paused' : failing === undefined ? 'on' : 'failing';

/** How it goes, each a line. `when`: a time, milliseconds since 1970, as it is to be read. */
export function goingWords(
  webhook: ListedWebhook,
  { now, when }: { now: number; when: (ms: number) => string },
): string[] {
  const { failing, givenUp, again = [] } = webhook;
  const lines: string[] = [];
  const is = goingOf(webhook);
  if (is === 'on') lines.push('Everything is delivered.');
  if (is === 'paused') lines.push('Paused: what happens meanwhile is sent when it goes on.');
  if (failing !== undefined) {
    const since = `Nothing was delivered since ${when(failing.since)}: ${failing.error}.`;
    const isLater = is === 'failing' && failing.next > now;
    lines.push(isLater ? `${since} Tried again at ${when(failing.next)}.` : since);
  }
  if (again.length > 0) {
    lines.push(
      again.length === 1 ? 'One is being sent again.' : `${again.length} are being sent again.`,
    );
  }
  if (givenUp !== undefined) lines.push(givenUpWords(givenUp));
  return lines;
}

function givenUpWords({ count, last, error }: NonNullable<ListedWebhook['givenUp']>): string {
  const many = count === 1 ? 'One could not be delivered' : `${count} could not be delivered`;
  const words = `${many}, and ${count === 1 ? 'is' : 'are'} not tried any more: ${error}.`;
  return last.length < count ? `${words} The last ${last.length} can be sent again.` : words;
}
