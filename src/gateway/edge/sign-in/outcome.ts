// What became of a sign-in that did not succeed. The page has words for each (src/web/model/sign-in-words.ts); what the provider
// said stands in the log.

export type Outcome =
  /** The person, or their organisation, said no. */
  | 'denied'
  /** Begun in another browser, too long ago, or done already. */
  | 'stale'
  /** The provider does not answer. */
  | 'unreachable'
  /** Too many at once. */
  | 'busy'
  /** What the provider says of the person does not fit into a cookie. */
  | 'too-large'
  /** Anything else: the provider and this gateway do not understand each other. */
  | 'failed';

/** An attempt that ends here; `message` is for the log. */
export class SignInFailed extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SignInFailed';
    this.outcome = outcome;
  }
}
