/** Whether a value of unknown origin (a frame, JSON of a store, an answer over HTTP) has fields at all. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
