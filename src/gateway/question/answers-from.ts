// Where the answers to questions come from: the rows, asked over NATS, and what this gateway has read of the log beside them.
import type { Sources } from '../../chat/kernel/question.ts';
import type { TargetPorts } from '../command/target.ts';
import type { RowsClient } from '../rows.ts';

export interface AnswerPorts {
  rows: Pick<RowsClient, 'ask' | 'past' | 'messages'>;
  sources: Pick<Sources, 'position'>;
  targets: Pick<TargetPorts, 'removed'>;
}

export function answersFrom({ rows, sources, targets }: AnswerPorts): Sources {
  const { position } = sources;
  return {
    ...{ ask: rows.ask, past: rows.past, position },
    isRemoved: (seq) => targets.removed.has(seq),
    messages: (question) => rows.messages({ ...question, upTo: position() }),
  };
}
