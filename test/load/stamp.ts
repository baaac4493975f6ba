// When an event was published, within its text, by the clock that all processes of a machine share: whoever
// hears it, in whatever frame, knows how long it took.

const MARK = '@';

const sharedMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export const stamp = (): string => `${MARK}${sharedMs().toFixed(3)}${MARK}`;

/** Milliseconds since the stamp in it. */
export function sinceStamp(bytes: Buffer): number {
  const from = bytes.indexOf(MARK) + 1;
  return sharedMs() - Number(bytes.toString('latin1', from, bytes.indexOf(MARK, from)));
}
