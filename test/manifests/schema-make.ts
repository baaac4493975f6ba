// Makes kubernetes.json from an API server: kubectl get --raw /openapi/v2 | node test/manifests/schema-make.ts
// Keeps the kinds of our manifests and what they are made of; forbids what is not described, as the strict field
// validation of the server does.
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

interface Definition {
  properties?: Record<string, object>;
  additionalProperties?: unknown;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
  [more: string]: unknown;
}

const KINDS = [
  'v1 Namespace',
  'v1 ServiceAccount',
  'v1 ConfigMap',
  'v1 Secret',
  'v1 Service',
  'v1 PersistentVolumeClaim',
  'apps/v1 Deployment',
  'apps/v1 StatefulSet',
  'apps/v1 DaemonSet',
  'batch/v1 CronJob',
  'batch/v1 Job',
  'autoscaling/v2 HorizontalPodAutoscaler',
  'policy/v1 PodDisruptionBudget',
  'networking.k8s.io/v1 NetworkPolicy',
  'networking.k8s.io/v1 Ingress',
  'rbac.authorization.k8s.io/v1 ClusterRole',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
];

const { info, definitions: all } = JSON.parse(await text(process.stdin)) as {
  info: { version: string };
  definitions: Record<string, Definition>;
};
const kinds: Record<string, string> = {};
for (const [name, definition] of Object.entries(all)) {
  for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
    const key = `${group === '' ? '' : `${group}/`}${version} ${kind}`;
    if (KINDS.includes(key)) kinds[key] = name;
  }
}
const missing = KINDS.filter((kind) => kinds[kind] === undefined);
if (missing.length > 0) throw new Error(`the server does not have ${missing.join(', ')}`);

const definitions: Record<string, Definition> = {};
const keep = (name: string): void => {
  const definition = all[name];
  if (definition === undefined || definitions[name] !== undefined) return;
  definitions[name] = strict(definition);
  const refs = JSON.stringify(definition).matchAll(/"#\/definitions\/([^"]+)"/g);
  for (const [, ref] of refs) keep(ref ?? '');
};
for (const name of Object.values(kinds)) keep(name);

/** Without descriptions and the API machinery's own marks. */
function strict(definition: Definition): Definition {
  // An amount of memory or a port may be a number in YAML; the document calls both strings.
  if (definition['type'] === 'string' && !('enum' in definition)) {
    return { type: ['string', 'number'] };
  }
  const slim = JSON.parse(
    JSON.stringify(definition, (key, value: unknown) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    ),
  ) as Definition;
  for (const key of Object.keys(slim)) if (key.startsWith('x-kubernetes')) delete slim[key];
  if (slim.properties !== undefined && slim.additionalProperties === undefined) {
    slim.additionalProperties = false;
  }
  return slim;
}

const path = new URL('kubernetes.json', import.meta.url);
writeFileSync(path, `${JSON.stringify({ version: info.version, kinds, definitions })}\n`);
process.stdout.write(`${info.version}: ${Object.keys(definitions).length} definitions\n`);
