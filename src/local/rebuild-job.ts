// The Job that makes the rows anew on a cluster, of what the persister's provisioning is there: the same image, settings and
// credentials. Reads the Deployment, as kubectl gives it, on stdin; writes the Job. DROP_OLD=1 is passed on.
import { text } from 'node:stream/consumers';

interface Container {
  env?: { name: string; value?: string; valueFrom?: object }[];
  [more: string]: unknown;
}
interface Pod {
  initContainers: [Container, ...Container[]];
  containers: Container[];
  volumes?: { name: string; [more: string]: unknown }[];
  [more: string]: unknown;
}
export interface Deployment {
  metadata: { namespace?: string };
  spec: { template: { metadata: { labels?: Record<string, string> }; spec: Pod } };
}

/** Nodes go, and Postgres is moved: each new pod goes on where the one before was. */
const PODS_MAX = 20;
/** A few batches at once; what they are needs no more, however long the log is. */
const RESOURCES = { requests: { cpu: '250m', memory: '192Mi' }, limits: { memory: '512Mi' } };
/** So long it can be read how it went. */
const KEPT_SECONDS = 86_400;
/** What the program says of itself (src/persister/tools/rebuild.ts), and by a bad environment. */
const HANDS_OFF = [2, 78];

export function rebuildJob(deployment: Deployment, dropOld: boolean): object {
  const { metadata, spec } = deployment.spec.template;
  const { initContainers, containers: _, ...pod } = spec;
  const [provision] = initContainers;
  const env = [
    ...(provision.env ?? []),
    { name: 'DROP_OLD', value: dropOld ? '1' : '0' },
    // Lines for people, and not many: nothing is pushed from here.
    { name: 'LOG_LEVEL', value: 'warn' },
  ];
  const args = [
    '--enable-source-maps',
    '--max-old-space-size=192',
    'src/persister/tools/rebuild.ts',
  ];
  const name = 'rebuild';
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'chatk8s' };
  const { 'chatk8s.io/logs': __, 'app.kubernetes.io/name': ___, ...others } = metadata.labels ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: deployment.metadata.namespace ?? 'chatk8s', labels },
    spec: {
      backoffLimit: PODS_MAX,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      podFailurePolicy: {
        rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: HANDS_OFF } }],
      },
      template: {
        metadata: { labels: { ...others, ...labels } },
        spec: {
          ...pod,
          restartPolicy: 'Never',
          containers: [{ ...provision, name, args, env, resources: RESOURCES }],
        },
      },
    },
  };
}

if (import.meta.main) {
  const deployment = JSON.parse(await text(process.stdin)) as Deployment;
  const job = rebuildJob(deployment, process.env['DROP_OLD'] === '1');
  process.stdout.write(`${JSON.stringify(job)}\n`);
}
