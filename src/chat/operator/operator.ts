// Who is an operator, as the last fact about them says it: pure, without a library. Who has none is what the gateway's setting
// and their token say.
import type { User } from '../../shared/wire/objects.ts';

/** Beside these what newer versions say. */
export interface OperatorData {
  /** Whom it is about. */
  user: User;
  /** What they are from now on. */
  isOperator: boolean;
}

export const saysOperator = (data: unknown): data is OperatorData =>
  isObject(data) &&
  typeof data['isOperator'] === 'boolean' &&
  isObject(data['user']) &&
  typeof data['user']['id'] === 'string' &&
  typeof data['user']['name'] === 'string';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
