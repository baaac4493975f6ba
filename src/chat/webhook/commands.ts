// Making a webhook of a room and looking after it: one command, of the room's owners. Invariants: whoever does it owns the room, as the log has
// it at that moment; a room has no more webhooks than places; of two who change one at once one is told `conflict`.
import { z } from 'zod';
import {
  type CommandOf,
  type Deciding,
  type Decision,
  defineCommand,
  type Refusal,
  refuse,
} from '../kernel/command.ts';
import { makeRoomlessFact } from '../kernel/fact.ts';
import { webhookSubject } from '../kernel/subjects.ts';
import { actProblem, owns, restsOn, standingNeeds, standingOf } from '../member/standing.ts';
import { commandId, roomName } from '../room/fields.ts';
import {
  type WEBHOOK_FACTS,
  type WebhookFact,
  webhookChanged,
  webhookMade,
  webhookRevoked,
} from './facts.ts';
import {
  isRevoked,
  normalUrl,
  POSTED,
  urlProblem,
  WEBHOOK_EVENTS,
  WEBHOOK_LIMITS,
  type Webhook,
  webhookOf,
  webhookSubjects,
} from './webhook.ts';

const EVENTS = Object.keys(WEBHOOK_EVENTS) as [string, ...string[]];

const url = z.string().superRefine((text, context) => {
  const message = urlProblem(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

export const webhook = defineCommand({
  type: 'webhook',
  schema: z
    .strictObject({
      type: z.literal('webhook'),
      id: commandId,
      room: roomName,
      do: z
        .enum(['make', 'change', 'pause', 'resume', 'again', 'revoke'])
        .describe('`again` has sent again what was given up.'),
      webhook: z
        .guid()
        .overwrite((id) => id.toLowerCase())
        .optional()
        .describe('Which one; of `make` it is the command’s own id.'),
      url: url.optional().describe('Of `make` and `change`: where it is told.'),
      events: z
        .array(z.enum(EVENTS))
        .min(1)
        .max(EVENTS.length)
        .optional()
        .describe('Of `make`: what is told; what is posted unless told.'),
    })
    .superRefine(({ do: act, webhook: which, url: at, events }, context) => {
      const issue = (message: string) => context.addIssue({ code: 'custom', message });
      if ((which === undefined) !== (act === 'make')) issue('webhook is of all but make');
      if ((at !== undefined) !== (act === 'make' || act === 'change'))
        issue('url is of make and change, which need it');
      if (events !== undefined && act !== 'make') issue('events is of make');
    })
    .describe('Tells a program outside what happens in a room, and looks after that.'),
  anywhere: true,
  isApart: true,
  cost: 8,
  bytes: (command) => JSON.stringify(command).length,
  needs: ({ room }, { user }) => ({
    states: [...standingNeeds(room, user.id), ...webhookSubjects(room)],
  }),
  decide: (command, at): Decision<WebhookFact> => {
    const { room, do: act } = command;
    const { asker } = at;
    if (!owns(standingOf(at, room))) {
      return refuse('forbidden', 'an owner of the room looks after its webhooks');
    }
    const next = act === 'make' ? made(command, at) : changed(command, at);
    if ('do' in next) return next;
    const { kind, webhook: said } = next;
    const fact = makeRoomlessFact(kind, {
      id: command.id,
      user: asker.user,
      data: { webhook: said },
    }) as WebhookFact;
    return {
      do: 'append',
      fact,
      expects: [webhookSubject(room, said.slot), restsOn(room, asker)],
    };
  },
});
export type WebhookCommand = CommandOf<typeof webhook>;

type Next = { kind: (typeof WEBHOOK_FACTS)[number]; webhook: Webhook } | Refusal;

const placesOf = (room: string, { state }: Deciding) =>
  webhookSubjects(room).map((subject) => webhookOf(state(subject)));

function made(
  { id, room, url: at = '', events = [POSTED] }: WebhookCommand,
  about: Deciding,
): Next {
  const { asker, known, now } = about;
  const problem = actProblem(standingOf(about, room), room, now);
  if (problem !== undefined) return problem;
  if (!known.hasWebhooks) {
    return refuse(
      'forbidden',
      'there are no webhooks here: whoever runs the chat may set WEBHOOK_SECRET',
    );
  }
  const places = placesOf(room, about);
  const own = id.toLowerCase();
  // An earlier try of it is answered by what is there.
  if (places.some((one) => one?.id === own)) return refuse('conflict', 'it is made already');
  const free = places.findIndex((one) => one === undefined || isRevoked(one));
  if (free < 0) {
    const { slots } = WEBHOOK_LIMITS;
    return refuse('conflict', `a room has at most ${slots} webhooks: revoke one first`);
  }
  const { user: by } = asker;
  const first = { id: own, room, slot: free + 1, url: normalUrl(at), events: [...new Set(events)] };
  return { kind: webhookMade, webhook: { ...first, by, state: 'on' } };
}

function changed(
  { id, room, do: act, webhook: which, url: at = '' }: WebhookCommand,
  about: Deciding,
): Next {
  const before = placesOf(room, about).find((one) => one?.id === which);
  if (before === undefined || isRevoked(before)) {
    return refuse('conflict', 'this room has no such webhook any more');
  }
  if (act === 'revoke') {
    const { failing: _, again: __, ...rest } = before;
    return { kind: webhookRevoked, webhook: { ...rest, state: 'revoked' } };
  }
  const after = ACTS[act as Act](before, { id, url: normalUrl(at) });
  if (after === undefined)
    return refuse('conflict', 'nothing was given up: there is nothing to send again');
  return { kind: webhookChanged, webhook: after };
}

type Act = 'change' | 'pause' | 'resume' | 'again';

/** Whoever says something about one that fails wants to see whether it goes now: it is tried at once. */
const triedNow = (before: Webhook): Webhook =>
  before.failing === undefined
    ? before
    : { ...before, failing: { ...before.failing, attempts: 0, next: 0 } };

const ACTS: Readonly<
  Record<Act, (before: Webhook, about: { id: string; url: string }) => Webhook | undefined>
> = {
  change: (before, { url: at }) => ({ ...triedNow(before), url: at }),
  pause: (before) => ({ ...before, state: 'paused' }),
  resume: (before) => ({ ...triedNow(before), state: 'on' }),
  again: (before, { id }) => {
    const { givenUp, again, ...rest } = before;
    if (givenUp === undefined) return undefined;
    const all = [...new Set([...(again?.seqs ?? []), ...givenUp.last])].sort((a, b) => a - b);
    const seqs = all.slice(-WEBHOOK_LIMITS.givenUpMax);
    return { ...triedNow(rest), again: { id: id.toLowerCase(), seqs } };
  },
};
