// What a gateway says is what its schemas say: no field more, none less, and facts with the data of their type. So the
// protocol's description, which is made of the schemas, cannot drift from what is sent.
import { z } from 'zod';
import { facts } from '../../src/chat/features.ts';
import { FRAMES } from '../../src/gateway/socket/frames.ts';
import type { HistoryFrame, ToldEventFrame } from '../../src/shared/wire/frames.ts';

const SCHEMAS: Readonly<Record<string, z.ZodType>> = FRAMES;

/** What is wrong with a frame of a gateway, in words; undefined where it is one. */
export function frameProblem(frame: { type: string }): string | undefined {
  const schema = Object.hasOwn(SCHEMAS, frame.type) ? SCHEMAS[frame.type] : undefined;
  if (schema === undefined) return `a gateway says no ${frame.type}`;
  const parsed = schema.safeParse(frame);
  if (!parsed.success) return z.prettifyError(parsed.error);
  for (const event of eventsOf(frame)) {
    const problem = dataProblem(event);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function eventsOf(frame: { type: string }): readonly ToldEventFrame[] {
  if (frame.type === 'event') return [frame as ToldEventFrame];
  return frame.type === 'history' ? (frame as HistoryFrame).events : [];
}

function dataProblem({ seq, at, event: type, v = 1, user, id, data }: ToldEventFrame) {
  const reading = facts.understand({ seq, at, fact: { type, v, user, id, data } });
  return reading.is === 'poison' ? `${type}: ${reading.detail}` : undefined;
}
