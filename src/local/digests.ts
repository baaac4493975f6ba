// Which image a tag means now, as a digest: asked of the nodes' own stores, where it was pulled before, and of its registry.
// Invariant: a digest comes from one of the two and from nowhere else.
import { z } from 'zod';

export const DIGEST = /^sha256:[0-9a-f]{64}$/;
const ANSWER_MS = 15_000;
/** An index of several platforms before the manifest of one: a node then takes its own of it. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

export interface Image {
  registry: string;
  repository: string;
  tag: string;
}

/** As container runtimes read it: `postgres:18.6` is `library/postgres` of docker.io. Undefined with a digest, or without a tag. */
export function imageOf(text: string): Image | undefined {
  const [, name = '', tag] = /^([^@]+?):([\w][\w.-]*)$/.exec(text) ?? [];
  if (tag === undefined) return undefined;
  const [first = '', ...rest] = name.split('/');
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')) {
    return { registry: first, repository: rest.join('/'), tag };
  }
  const repository = rest.length > 0 ? name : `library/${name}`;
  return { registry: 'docker.io', repository, tag };
}

const nodeList = z.object({
  items: z.array(
    z.object({
      status: z.object({
        images: z.array(z.object({ names: z.array(z.string()).nullish() })).nullish(),
      }),
    }),
  ),
});

/**
 * The digest under which nodes pulled the image; undefined where none did (it was loaded, say, or is not listed), and
 * where two differ. `nodes`: what `kubectl get nodes -o json` says.
 */
export function digestOnNodes({ registry, repository, tag }: Image, nodes: unknown) {
  const name = `${registry}/${repository}`;
  const images = nodeList.parse(nodes).items.flatMap(({ status }) => status.images ?? []);
  const digests = images
    .map(({ names }) => names ?? [])
    .filter((names) => names.includes(`${name}:${tag}`))
    .flatMap((names) => names.filter((other) => other.startsWith(`${name}@`)))
    .map((other) => other.slice(name.length + 1))
    .filter((digest) => DIGEST.test(digest));
  const [digest, ...others] = new Set(digests);
  return others.length === 0 ? digest : undefined;
}

/** The digest that the image's registry gives, asked without a password. Rejects with why there is none. */
export async function digestInRegistry({ registry, repository, tag }: Image): Promise<string> {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const scheme = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host) ? 'http' : 'https';
  const url = `${scheme}://${host}/v2/${repository}/manifests/${tag}`;
  const ask = (authorization?: string) =>
    fetch(url, {
      method: 'HEAD',
      headers: { accept: MANIFESTS, ...(authorization !== undefined && { authorization }) },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  let answer = await ask();
  if (answer.status === 401) {
    answer = await ask(await anonymousToken(answer.headers.get('www-authenticate') ?? ''));
  }
  if (!answer.ok) throw new Error(`${host} answers ${answer.status}`);
  const digest = answer.headers.get('docker-content-digest') ?? '';
  if (!DIGEST.test(digest)) throw new Error(`${host} gives no digest`);
  return digest;
}

/** What a registry wants even from those who read what is public: it says where that is fetched. */
async function anonymousToken(challenge: string): Promise<string> {
  const { realm, ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  );
  if (!/^bearer /i.test(challenge) || realm === undefined) {
    throw new Error('its registry wants a password');
  }
  const url = `${realm}?${new URLSearchParams(query)}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!answer.ok) throw new Error('its registry wants a password');
  const { token, access_token } = (await answer.json()) as Record<string, unknown>;
  return `Bearer ${String(token ?? access_token)}`;
}
