// What days are called that are near. Everything else about dates and times is the browser's to say.

export const TIME_WORDS = {
  today: 'Today',
  yesterday: 'Yesterday',
  /** In the middle of a sentence. */
  inSentence: { today: 'today', yesterday: 'yesterday' },
  /** `Yesterday, 14:05`. */
  dayAndTime: (day: string, time: string) => `${day}, ${time}`,
} as const;

export const SLOW_MODE_WORDS = {
  off: 'Off: everybody writes when they like',
  seconds: (count: number) =>
    count === 1
      ? 'Each person writes once in a second'
      : `Each person writes once in ${count} seconds`,
  minutes: (count: number) =>
    count === 1
      ? 'Each person writes once in a minute'
      : `Each person writes once in ${count} minutes`,
  hours: (count: number) =>
    count === 1
      ? 'Each person writes once in an hour'
      : `Each person writes once in ${count} hours`,
} as const;
