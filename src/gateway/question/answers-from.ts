// Where the answers to questions come from: the rows, asked over NATS, and what this gateway has read of the log beside them.
import type { Sources } from '../../chat/kernel/question.ts';
import type { TargetPorts } from '../command/target.ts';
import type { LogClock } from '../log/log-clock.ts';
import type { States } from '../log/states.ts';
import type { RowsClient } from '../rows.ts';

export interface AnswerPorts {
  rows: Pick<RowsClient, 'ask' | 'past' | 'messages'>;
  sources: Pick<Sources, 'position'>;
  targets: Pick<TargetPorts, 'removed'>;
  states: Pick<States, 'refresh'>;
  clock: Pick<LogClock, 'now'>;
  secretOf: Sources['secretOf'];
}

export function answersFrom(ports: AnswerPorts): Sources {
  const { rows, sources, targets, states, clock, secretOf } = ports;
  const { position } = sources;
  return {
    ...{ ask: rows.ask, past: rows.past, position },
    states: (subjects, who) => Promise.all(subjects.map((subject) => states.refresh(subject, who))),
    now: () => clock.now(),
    secretOf,
    isRemoved: (seq) => targets.removed.has(seq),
    messages: (question) => rows.messages({ ...question, upTo: position() }),
  };
}
