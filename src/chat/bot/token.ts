// What a bot shows instead of a password: a prefix by which people and scanners know it, the bot's id, 32 random bytes, and a
// checksum, so that a slip of the hand is told from a token that was revoked. Pure, without a library: whoever makes a bot makes
// its token at home and sends the hash alone. Invariant: a token has one spelling, and nothing of the secret is in its checksum
// that is not in the token.
import { sha256 } from '../room/sha256.ts';

export const TOKEN_PREFIX = 'chatk8s_';
const SECRET_BYTES = 32;
const TOKEN = /^chatk8s_([0-9a-f]{32})([A-Za-z0-9_-]{43})([0-9a-f]{8})$/;

export interface Token {
  /** Of the bot. */
  id: string;
  /** In base64url. */
  secret: string;
}

/** `bytes`: random ones, 32 of them. */
export function writeToken(id: string, bytes: Uint8Array): string {
  const hex = id.replaceAll('-', '');
  const secret = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  return `${TOKEN_PREFIX}${hex}${secret}${checksum(hex, secret)}`;
}

/** Of a bot that is to be made. In a page that came without TLS browsers make no UUIDs by themselves. */
export function newBotId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = 0x40 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return dashed(hex);
}

/** A new one for a bot, with what the log is told of it. */
export function newToken(id: string): { token: string; sha256: string } {
  const token = writeToken(id, crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
  return { token, sha256: sha256(readToken(token)?.secret ?? '') };
}

/** Undefined for what is no token, or was not copied as it was. */
export function readToken(text: string): Token | undefined {
  const [, hex, secret, sum] = TOKEN.exec(text) ?? [];
  if (hex === undefined || secret === undefined || sum !== checksum(hex, secret)) return undefined;
  return { id: dashed(hex), secret };
}

const dashed = (hex: string): string =>
  hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const checksum = (hex: string, secret: string): string => sha256(hex + secret).slice(0, 8);
