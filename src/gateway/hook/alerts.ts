// What Alertmanager's `webhook_config` sends (version 4 of its payload) and Grafana's webhook, which has the same alerts in it: what
// fires and what is over, in a text that people read, and what tells this notification from another one. Pure.
import { z } from 'zod';
import { writtenOf } from './written.ts';

/** Of what is no text only itself is left out. */
const words = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((said) =>
    Object.fromEntries(
      Object.entries(said)
        .map(([name, value]) => [name, writtenOf(value)] as const)
        .filter((one): one is readonly [string, string] => one[1] !== undefined),
    ),
  );
const alert = z.looseObject({
  status: z.string(),
  labels: words.default({}),
  annotations: words.default({}),
  startsAt: z.string().optional().catch(undefined),
  endsAt: z.string().optional().catch(undefined),
  fingerprint: z.string().optional().catch(undefined),
});
type Alert = z.output<typeof alert>;

const payload = z.looseObject({
  version: z.string(),
  groupKey: z.string(),
  status: z.string(),
  alerts: z.array(alert),
  commonLabels: words.default({}),
  externalURL: z.string().optional().catch(undefined),
  truncatedAlerts: z.number().optional().catch(undefined),
  /** Of Grafana, made by its template. */
  title: z.string().optional().catch(undefined),
});
type Payload = z.output<typeof payload>;

export interface Notification {
  text: string;
  /** The same where it says the same of the same alerts. */
  identity: readonly unknown[];
}

/** Undefined for what is no such notification. */
export function notificationOf(body: object): Notification | undefined {
  const { data: said } = payload.safeParse(body);
  if (said === undefined) return undefined;
  const { groupKey, status, alerts } = said;
  const each = alerts.map((one) => [one.fingerprint, one.status, one.startsAt, one.endsAt]);
  return { text: textOf(said), identity: [groupKey, status, each] };
}

function textOf({ alerts, commonLabels, externalURL, truncatedAlerts = 0, title }: Payload) {
  const firing = alerts.filter(({ status }) => status !== 'resolved');
  const resolved = alerts.filter(({ status }) => status === 'resolved');
  const common = headOf(commonLabels);
  const group = (what: string, some: readonly Alert[]): string[] =>
    some.length === 0
      ? []
      : [
          `${what} (${some.length})${common === '' ? '' : `: ${common}`}`,
          ...some.map((one) => lineOf(one, commonLabels)),
        ];
  return [
    ...(isSaid(title) ? [title] : []),
    ...group('🔥 Firing', firing),
    ...group('✅ Resolved', resolved),
    ...(truncatedAlerts > 0 ? [`and ${truncatedAlerts} more`] : []),
    ...(isSaid(externalURL) ? [externalURL] : []),
  ].join('\n');
}

/** `InstanceDown, job=node, severity=critical`: what all of them have in common. */
const headOf = ({ alertname, ...labels }: Readonly<Record<string, string>>): string =>
  [...(isSaid(alertname) ? [alertname] : []), ...pairs(labels)].join(', ');

/** `• instance=db-1: Instance db-1 is down, since 2026-11-26 10:01 UTC`: what it has of its own. */
function lineOf({ status, labels, annotations, startsAt, endsAt }: Alert, common: object): string {
  const own = headOf(
    Object.fromEntries(Object.entries(labels).filter(([key]) => !Object.hasOwn(common, key))),
  );
  const { summary, description, message } = annotations;
  const about = [...new Set([summary, description, message].filter(isSaid))].join(' — ');
  const since = status === 'resolved' ? momentOf('until', endsAt) : momentOf('since', startsAt);
  return `• ${[own, about].filter(isSaid).join(': ')}${since}`;
}

const pairs = (labels: Readonly<Record<string, string>>): string[] =>
  Object.entries(labels).map(([key, value]) => `${key}=${value}`);

function momentOf(word: string, at: string | undefined): string {
  const ms = Date.parse(at ?? '');
  // Of what goes on the end is the year 1.
  if (Number.isNaN(ms) || ms <= 0) return '';
  return `, ${word} ${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const isSaid = (text: string | undefined): text is string =>
  text !== undefined && text.trim() !== '';
