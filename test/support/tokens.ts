// Tokens of a gateway under test that say what a test wants of who carries them.
import { SignJWT } from 'jose';
import type { TestChat } from './chat.ts';

/** `claims`: `roles`, `rooms`. `expires`: as `jose` has it, or seconds since 1970. */
export async function tokenFor(
  chat: Pick<TestChat, 'env'>,
  id: string,
  claims: Record<string, unknown> = {},
  expires: string | number = '1h',
): Promise<string> {
  return await new SignJWT({ name: id.toUpperCase(), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('chatk8s')
    .setSubject(id)
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(chat.env.gateway.SESSION_SECRET));
}
