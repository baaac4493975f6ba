// The secret of each webhook follows from one secret of the whole chat and the webhook's id, so it stands nowhere: not in the
// log, not in the rows, not in a backup. In the form of the Standard Webhooks specification (standardwebhooks.com).
import { hkdfSync } from 'node:crypto';

const BYTES = 32;

/** `id`: of the webhook. */
export function webhookSecret(chatSecret: string, id: string): string {
  const bytes = hkdfSync('sha256', chatSecret, '', `chatk8s webhook ${id.toLowerCase()}`, BYTES);
  return `whsec_${Buffer.from(bytes).toString('base64')}`;
}
