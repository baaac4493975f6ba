// Every overlay and sensible combination of components, rendered, and how a pod in them is read.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { copyOfManifests, type Manifest, render } from './render.ts';

export const OVERLAYS = ['local', 'production'] as const;
export const COMBINATIONS: [on: string, ...components: string[]][] = [
  ['local', 'logs-from-stdout'],
  ['local', 'nats-cluster'],
  ['local', 'nats-cluster', 'logs-from-stdout'],
  ['local', 'tls'],
  ['local', 'tls', 'nats-cluster'],
  ['local', 'nats-cluster', 'tls'],
  ['local', 'monitoring'],
  ['local', 'oidc'],
  ['local', 'expose-ingress'],
  ['local', 'expose-gateway-api'],
  ['production', 'expose-nodeport'],
  ['production', 'expose-gateway-api', 'monitoring'],
];

export interface PodSpec {
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  securityContext?: {
    runAsNonRoot?: boolean;
    fsGroup?: number;
    seccompProfile?: { type: string };
  };
  containers: Container[];
  initContainers?: Container[];
  volumes?: Volume[];
}
export interface Volume {
  name: string;
  hostPath?: object;
  secret?: { secretName: string; defaultMode?: number; items?: { key: string }[] };
  projected?: { sources: { secret?: { name: string; items: { key: string }[] } }[] };
}
export interface Container {
  name: string;
  image: string;
  ports?: { name: string; containerPort: number }[];
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: object } }[];
  envFrom?: { secretRef?: { name: string }; configMapRef?: { name: string } }[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  resources?: { requests?: { cpu?: string; memory?: string }; limits?: { memory?: string } };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
}
interface Probe {
  httpGet?: { path: string; port: string };
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
  terminationGracePeriodSeconds?: number;
}

const SERVICES = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
/** Runs until it is stopped. */
export const isService = ({ kind }: Manifest) => SERVICES.has(kind);
/** Has pods. */
export const isWorkload = (manifest: Manifest) =>
  isService(manifest) || manifest.kind === 'CronJob';

interface Template {
  template: { spec: PodSpec };
}
export const podOf = (manifest: Manifest): PodSpec => {
  const { spec } = manifest as unknown as { spec: Template | { jobTemplate: { spec: Template } } };
  return ('jobTemplate' in spec ? spec.jobTemplate.spec : spec).template.spec;
};
export const containersOf = (manifest: Manifest): Container[] => {
  const { containers, initContainers = [] } = podOf(manifest);
  return [...initContainers, ...containers];
};
export const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.name}`;

export interface Everything {
  copy: ReturnType<typeof copyOfManifests>;
  /** By overlay, and what was added to it. */
  rendered: ReadonlyMap<string, Manifest[]>;
}

/** A copy of our manifests in which what an operator makes for production is made. */
export function preparedForProduction() {
  const copy = copyOfManifests();
  const at = join(copy.k8s, 'overlays/production');
  for (const what of ['secrets', 'certificates']) {
    execFileSync('sh', [join(copy.k8s, `${what}.sh`), join(at, what)], { stdio: 'pipe' });
  }
  return copy;
}

export async function renderEverything(): Promise<Everything> {
  const copy = preparedForProduction();
  const rendered = new Map<string, Manifest[]>();
  for (const overlay of OVERLAYS) {
    rendered.set(overlay, await render(`overlays/${overlay}`, copy.k8s));
  }
  for (const [on, ...components] of COMBINATIONS) {
    const folder = copy.combine(on, components);
    rendered.set([on, ...components].join(' + '), await render(folder, copy.k8s));
  }
  return { copy, rendered };
}
