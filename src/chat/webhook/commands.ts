// Making a webhook of a room and looking after it: one command, of the room's owners. Invariants: whoever does it owns the room, as the log has
// it at that moment; a room has no more webhooks than places, and nobody more than one may have; of two who change one at once one is told `conflict`.
import { z } from 'zod';
import { holdingFact } from '../holding/facts.ts';
import { heldWebhooks, tooMany, webhooksOfHolding } from '../holding/held.ts';
import { holdingOf } from '../holding/holding.ts';
import {
  type CommandOf,
  type Deciding,
  type Decision,
  defineCommand,
  type Refusal,
  refuse,
} from '../kernel/command.ts';
import { makeRoomlessFact } from '../kernel/fact.ts';
import { holdingSubject, webhookSubject } from '../kernel/subjects.ts';
import { actProblem, owns, restsOn, standingNeeds, standingOf } from '../member/standing.ts';
import { mayCreate } from '../room/commands.ts';
import { commandId, roomName } from '../room/fields.ts';
import { actOn } from './acts.ts';
import {
  type WEBHOOK_FACTS,
  type WebhookFact,
  webhookChanged,
  webhookMade,
  webhookRevoked,
} from './facts.ts';
import { isMeant, webhookIdOf } from './id.ts';
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
        .enum(['make', 'change', 'pause', 'resume', 'skip', 'again', 'revoke'])
        .describe(
          '`skip` gives up what fails now, so that what is behind it goes on; `again` has sent again what was given up.',
        ),
      webhook: z
        .guid()
        .overwrite((id) => id.toLowerCase())
        .optional()
        .describe(
          'Which one: its id or, of one that oneself made, that of the command. Of all but `make`.',
        ),
      url: url.optional().describe('Of `make` and `change`: where it is told.'),
      events: z
        .array(z.enum(EVENTS))
        .min(1)
        .max(EVENTS.length)
        .optional()
        .describe('Of `make`: what is told; what is posted unless told.'),
      seq: z.int().min(1).optional().describe('Of `skip`: what fails, as `failing` says it.'),
    })
    .superRefine(({ do: act, webhook: which, url: at, events, seq }, context) => {
      const issue = (message: string) => context.addIssue({ code: 'custom', message });
      if ((which === undefined) !== (act === 'make')) issue('webhook is of all but make');
      if ((at !== undefined) !== (act === 'make' || act === 'change'))
        issue('url is of make and change, which need it');
      if (events !== undefined && act !== 'make') issue('events is of make');
      if ((seq !== undefined) !== (act === 'skip')) issue('seq is of skip, which needs it');
    })
    .describe('Tells a program outside what happens in a room, and looks after that.'),
  anywhere: true,
  isApart: true,
  cost: 8,
  bytes: (command) => JSON.stringify(command).length,
  needs: ({ room, do: act }, { user }) => ({
    states: [
      ...standingNeeds(room, user.id),
      ...webhookSubjects(room),
      ...(act === 'make' ? [holdingSubject(user.id)] : []),
    ],
  }),
  needsThen: ({ do: act }, { user }, state) =>
    act === 'make' ? webhooksOfHolding(user.id, state) : [],
  decide: (command, at): Decision<WebhookFact> => {
    const { id, room, do: act } = command;
    const { asker, state } = at;
    const { user } = asker;
    if (!owns(standingOf(at, room))) {
      return refuse('forbidden', 'an owner of the room looks after its webhooks');
    }
    const next = act === 'make' ? made(command, at) : changed(command, at);
    if ('do' in next) return next;
    const { kind, webhook: said } = next;
    const fact = makeRoomlessFact(kind, { id, user, data: { webhook: said } }) as WebhookFact;
    const expects = [webhookSubject(room, said.slot), restsOn(room, asker)];
    if (act !== 'make') return { do: 'append', fact, expects };
    const holding = holdingSubject(user.id);
    const { slot } = said;
    const having = [...heldWebhooks(user.id, state), { room, slot, id: said.id }];
    const and = [holdingFact(id, user, { ...holdingOf(state(holding)), webhooks: having })];
    return { do: 'append', fact, and, expects: [...expects, holding] };
  },
});
export type WebhookCommand = CommandOf<typeof webhook>;

type Next = { kind: (typeof WEBHOOK_FACTS)[number]; webhook: Webhook } | Refusal;

const placesOf = (room: string, { state }: Deciding) =>
  webhookSubjects(room).map((subject) => webhookOf(state(subject)));

function made(
  { id: command, room, url: at = '', events = [POSTED] }: WebhookCommand,
  about: Deciding,
): Next {
  const { asker, known, now } = about;
  const { user: by } = asker;
  const problem = actProblem(standingOf(about, room), room, now);
  if (problem !== undefined) return problem;
  if (!known.hasWebhooks) {
    return refuse(
      'forbidden',
      'there are no webhooks here: whoever runs the chat may set WEBHOOK_SECRET',
    );
  }
  if (!mayCreate(asker, known.webhookCreation)) {
    return refuse('forbidden', `here ${known.webhookCreation} make webhooks, nobody else`);
  }
  const places = placesOf(room, about);
  const id = webhookIdOf({ userId: by.id, room, command });
  // An earlier try of it is answered by what is there.
  if (places.some((one) => one?.id === id)) return refuse('conflict', 'it is made already');
  const free = places.findIndex((one) => one === undefined || isRevoked(one));
  if (free < 0) {
    const { slots } = WEBHOOK_LIMITS;
    return refuse('conflict', `a room has at most ${slots} webhooks: remove one first`);
  }
  const { length } = heldWebhooks(by.id, about.state);
  const tooManyWebhooks = tooMany('webhooks', length, known.webhooksMax);
  if (tooManyWebhooks !== undefined) return tooManyWebhooks;
  const first = { id, room, slot: free + 1, url: normalUrl(at), events: [...new Set(events)] };
  return { kind: webhookMade, webhook: { ...first, by, made: Math.floor(now), state: 'on' } };
}

function changed(command: WebhookCommand, about: Deciding): Next {
  const { room, do: act, webhook: said = '' } = command;
  const { user } = about.asker;
  const before = placesOf(room, about).find(
    (one) => one !== undefined && isMeant(one, { userId: user.id, room, said }),
  );
  if (before === undefined || isRevoked(before)) {
    return refuse('conflict', 'this room has no such webhook any more');
  }
  if (act === 'revoke') {
    const { failing: _, again: __, ...rest } = before;
    return { kind: webhookRevoked, webhook: { ...rest, state: 'revoked' } };
  }
  const after = actOn(before, command, { user, now: Math.floor(about.now) });
  return typeof after === 'string'
    ? refuse('conflict', after)
    : { kind: webhookChanged, webhook: after };
}
