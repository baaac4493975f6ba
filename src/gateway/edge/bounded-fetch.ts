// What an identity provider answers, read whole before anybody looks at it, and no further than any of its answers is long (P8): a proxy
// in front of one that is down, or one that went mad, must not cost a gateway its memory.

/** A hundred keys, or a person in thousands of groups, are less. */
const ANSWER_MAX_BYTES = 1_048_576;

/** As the libraries that ask providers have it. */
type Init = Omit<RequestInit, 'body'> & { body?: RequestInit['body'] | undefined };

/** `fetch`; rejects with a `TypeError`, as where nobody answers, if there is more. Whoever asks says by `signal` how long it may take. */
export async function boundedFetch(url: string, { body, ...init }: Init): Promise<Response> {
  const response = await fetch(url, body === undefined ? init : { ...init, body });
  const { status, statusText, headers } = response;
  const whole = response.body === null ? null : await read(response.body);
  return new Response(whole, { status, statusText, headers });
}

async function read(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    // To leave the loop is to hang up.
    if (length > ANSWER_MAX_BYTES) throw new TypeError(`more than ${ANSWER_MAX_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
