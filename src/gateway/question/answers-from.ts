// Where the answers to questions come from: the rows, asked over NATS, and what this gateway has read of the log beside them.
// Invariant: what rows that lag still say of something deleted is given to nobody.
import { facts } from '../../chat/features.ts';
import type { Entry } from '../../chat/kernel/fact.ts';
import type { Sources } from '../../chat/kernel/question.ts';
import type { Message } from '../../shared/wire/objects.ts';
import { eventFrame } from '../log/entry.ts';
import type { LogClock } from '../log/log-clock.ts';
import type { RemovedBehind } from '../log/removed-behind.ts';
import type { States } from '../log/states.ts';
import { type RowsClient, RowsUnavailable } from '../rows.ts';

export interface AnswerPorts {
  rows: Pick<RowsClient, 'ask' | 'past' | 'messages'>;
  sources: Pick<Sources, 'position'>;
  removedBehind: RemovedBehind;
  states: Pick<States, 'refresh'>;
  clock: Pick<LogClock, 'now'>;
  secretOf: Sources['secretOf'];
}

/** So many may hold nothing but what was deleted, one below the other. */
const PAGES_MAX = 16;

type IsRemoved = Awaited<ReturnType<RemovedBehind>>;

export function answersFrom(ports: AnswerPorts): Sources {
  const { rows, sources, removedBehind, states, clock, secretOf } = ports;
  const { position } = sources;
  return {
    ...{ ask: rows.ask, removedBehind, position, secretOf },
    past: async (room, before, limit) => {
      let below = before;
      for (let pages = 0; pages < PAGES_MAX; pages++) {
        const { entries, more, asOf } = await rows.past(room, below, limit);
        const isRemoved = await removedBehind(asOf);
        const left = entries.filter((entry) => !isGone(entry, isRemoved));
        const [first] = entries;
        if (left.length > 0 || !more || first === undefined)
          return { events: left.map((entry) => eventFrame(entry)), more };
        // From a page without events nobody could ask on.
        below = first.seq;
      }
      throw new RowsUnavailable(`${PAGES_MAX} pages hold nothing that is not deleted`);
    },
    states: (subjects, who) => Promise.all(subjects.map((subject) => states.refresh(subject, who))),
    now: () => clock.now(),
    messages: async (question) => {
      const { messages, ...page } = await rows.messages({ ...question, upTo: position() });
      const isRemoved = await removedBehind(page.asOf);
      const shown = messages?.map((one) =>
        isRemoved(one.seq) && one.deleted === undefined ? withoutWords(one) : one,
      );
      return { ...(shown && { messages: shown }), ...page };
    },
  };
}

/** Whether it was deleted, or what it says something of. */
function isGone(entry: Entry, isRemoved: IsRemoved): boolean {
  const reading = facts.understand(entry);
  const goesWith = reading.is === 'known' ? facts.goesWith(reading.entry.fact) : undefined;
  return isRemoved(entry.seq) || (goesWith !== undefined && isRemoved(goesWith));
}

/** Its place stays: the deletion, which comes behind the page, says by whom it was. */
const withoutWords = ({ seq, id, at, user, changedSeq }: Message): Message => ({
  ...{ seq, id, at, user, changedSeq },
  text: '',
  reactions: [],
});
