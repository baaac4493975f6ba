// What a browser keeps for this gateway and nobody reads: encrypted with a key of its purpose, and good for a while. Every
// replica has the same secret, so any of them opens what another one sealed.
import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import type { z } from 'zod';

export type Purpose = 'attempt' | 'renewal' | 'session';

/** Of one secret a key for each purpose: what is made for one opens nothing else. */
export const keyFor = (secret: string, purpose: Purpose): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `chatk8s ${purpose}`, 32));

export interface Seal<T> {
  close: (value: T, seconds: number) => Promise<string>;
  /** Undefined where it is none of ours, or too old. */
  open: (text: string) => Promise<T | undefined>;
}

const HEADER = { alg: 'dir', enc: 'A256GCM' } as const;
const RULES = {
  keyManagementAlgorithms: [HEADER.alg],
  contentEncryptionAlgorithms: [HEADER.enc],
  requiredClaims: ['exp'],
};

export function createSeal<T extends object>(
  secret: string,
  purpose: Purpose,
  schema: z.ZodType<T>,
): Seal<T> {
  const key = keyFor(secret, purpose);
  return {
    close: async (value, seconds) =>
      await new EncryptJWT({ value })
        .setProtectedHeader(HEADER)
        .setExpirationTime(`${seconds}s`)
        .encrypt(key),
    open: async (text) => {
      try {
        const { payload } = await jwtDecrypt(text, key, RULES);
        const read = schema.safeParse(payload['value']);
        return read.success ? read.data : undefined;
      } catch {
        // Of another secret, cut short, made up or too old: it opens nothing.
        return undefined;
      }
    },
  };
}
