// The keys that an identity provider publishes, and what is signed by one of them. A provider changes its keys when it likes, for one
// with another name or under the same: who looks at a token that fits none of those known asks for them again (`mayBeOfNewKey`).
// Invariant: no algorithm counts that a public key could be a secret of (RFC 8725 §3.1).
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { boundedFetch } from './bounded-fetch.ts';

export type Keys = ReturnType<typeof keysAt>;

/** A token that fits no key makes the keys be fetched again, at most so often whoever asks. */
const REFETCH_MS = 2_000;
const ANSWER_WITHIN_MS = 5_000;

/** Fetched when they are needed. */
export const keysAt = (url: string) =>
  createRemoteJWKSet(new URL(url), {
    timeoutDuration: ANSWER_WITHIN_MS,
    cooldownDuration: REFETCH_MS,
    [customFetch]: boundedFetch,
  });

/** What a token says that one of the keys signed. Rejects where none did, or where it breaks a rule. */
export async function verified(
  token: string,
  keys: Keys,
  rules: JWTVerifyOptions & { algorithms: string[] },
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, rules)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // It names no key: any of them may be its own.
    for await (const key of error) {
      const read = await jwtVerify(token, key, rules).catch(unlessOfAnother);
      if (read !== undefined) return read.payload;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function unlessOfAnother(error: unknown): undefined {
  if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
}

/** The provider changed its key: for one with another name, or for another one under the same name. */
export const mayBeOfNewKey = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWSSignatureVerificationFailed;
