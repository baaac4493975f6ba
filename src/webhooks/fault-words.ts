// Why nobody was reached, in words for the room's owner. Of what comes from this machine nothing is said but what they can do something
// about: a message of the system may name addresses of its own. Pure.

/** By code: of the system, of its resolver, of HTTP and of TLS. */
const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name was not found',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'nobody listens at its address',
  ECONNRESET: 'it closed the connection without an answer',
  EPIPE: 'it closed the connection without an answer',
  EHOSTUNREACH: 'its address cannot be reached',
  ENETUNREACH: 'its address cannot be reached',
  EADDRNOTAVAIL: 'its address cannot be reached',
  ETIMEDOUT: 'it could not be reached in time',
  EPROTO: 'it does not speak TLS',
};
/** Beginnings of codes. */
const KINDS: readonly (readonly [string, string])[] = [
  ['HPE_', 'its answer is not HTTP'],
  ['ERR_SSL_', 'it does not speak TLS'],
];
/** What Node says of a certificate names the fault: these are its codes (tls.html#x509-certificate-error-codes). */
const OF_CERTIFICATES =
  /^(CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_|HOSTNAME_|PATH_LENGTH_|ERR_TLS_CERT_)/;
const ERROR_MAX = 200;

export function faultWords(error: unknown): string {
  if (!(error instanceof Error)) return 'it could not be reached';
  // Of a host with several addresses each failed.
  const [first = error] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  const code = 'code' in first && typeof first.code === 'string' ? first.code : undefined;
  // Without a code it is one of ours.
  const isSayable = code === undefined || OF_CERTIFICATES.test(code);
  const words =
    WORDS[code ?? ''] ??
    KINDS.find(([beginning]) => code?.startsWith(beginning))?.[1] ??
    (isSayable ? first.message : `it could not be reached (${code})`);
  return words.slice(0, ERROR_MAX).toWellFormed().replaceAll('\u0000', '');
}
