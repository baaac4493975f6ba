/** What is known of the messages before the first one that is shown, or behind the last, and how fetching them goes. */
export type Beyond =
  | { state: 'more' }
  | { state: 'loading' }
  | { state: 'none' }
  | { state: 'failed'; reason: string };
