// Whether the data of a change names its message, without a library.
import type { Target } from './target.ts';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

export function hasTarget(data: unknown): data is { target: Target } {
  if (!isRecord(data) || !isRecord(data['target'])) return false;
  const { seq, id, at, user } = data['target'];
  return (
    typeof seq === 'number' &&
    typeof id === 'string' &&
    typeof at === 'string' &&
    isRecord(user) &&
    typeof user['id'] === 'string' &&
    typeof user['name'] === 'string'
  );
}
