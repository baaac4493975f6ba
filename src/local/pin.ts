// `make pin OVERLAY=production`: writes into the overlay which image each of its tags means now. A tag may come to mean
// another image; a digest never does.
// Invariant: the overlay names all digests afterwards, or is what it was.
import { execFile } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isMap, isScalar, isSeq, parseAllDocuments, parseDocument } from 'yaml';
import { z } from 'zod';
import { readEnv } from '../shared/env.ts';
import { DIGEST, digestInRegistry, digestOnNodes, imageOf } from './digests.ts';

const config = readEnv(
  'make pin',
  z.object({
    OVERLAY: z.string().regex(/^[a-z0-9-]+$/, 'must name a directory of k8s/overlays'),
    KUBECTL: z.string().default('kubectl'),
    DOCKER: z.string().default('docker'),
  }),
);
const folder = join('k8s/overlays', config.OVERLAY);
const file = join(folder, 'kustomization.yaml');
const execute = promisify(execFile);
const say = (line: string) => process.stderr.write(`${line}\n`);

/** What a tool prints, `command` being as make has it: a program, perhaps with arguments. */
async function run(command: string, ...args: string[]): Promise<string> {
  const [program = '', ...first] = command.split(' ');
  return (await execute(program, [...first, ...args], { maxBuffer: 256 * 1024 ** 2 })).stdout;
}

try {
  await pin();
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}

async function pin(): Promise<void> {
  const floating = [...new Set(await imagesOf(folder))].filter((name) => !name.includes('@'));
  const nodes: unknown = await run(
    ...[config.KUBECTL, 'get', 'nodes', '-o', 'json', '--request-timeout=10s'],
  ).then(JSON.parse, () => ({ items: [] }));
  const digests = new Map<string, string>();
  const problems: string[] = [];
  for (const name of floating) {
    try {
      const { digest, from } = await digestOf(name, nodes);
      digests.set(name, digest);
      say(`${name} is ${digest}, says ${from}.`);
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) {
    const byHand = `Nothing is written. By hand, in ${file}: newTag: "<tag>@sha256:<digest>"`;
    throw new Error([...problems, byHand].join('\n'));
  }
  const text = pinned(readFileSync(file, 'utf8'), digests);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  say(`Every image of ${folder} has its digest.`);
}

/** Every image that runs in what the folder renders to. */
async function imagesOf(folder: string): Promise<string[]> {
  const containers = z.array(z.object({ image: z.string() }));
  const podSpec = z.object({ containers, initContainers: containers.default([]) });
  const workload = z.object({ spec: z.object({ template: z.object({ spec: podSpec }) }) });
  return parseAllDocuments(await run(config.KUBECTL, 'kustomize', folder)).flatMap((document) => {
    const { success, data } = workload.safeParse(document.toJS());
    if (!success) return [];
    const { containers, initContainers } = data.spec.template.spec;
    return [...containers, ...initContainers].map(({ image }) => image);
  });
}

/** As nodes pulled it, else as its registry gives it; Docker knows the passwords of those that ask for one. */
async function digestOf(name: string, nodes: unknown): Promise<{ digest: string; from: string }> {
  const image = imageOf(name);
  if (image === undefined) throw new Error('it has no tag');
  const pulled = digestOnNodes(image, nodes);
  if (pulled !== undefined) return { digest: pulled, from: 'a node that pulled it' };
  try {
    return { digest: await digestInRegistry(image), from: image.registry };
  } catch (error) {
    const said = await run(
      ...[config.DOCKER, 'buildx', 'imagetools', 'inspect', name],
      ...['--format', '{{.Manifest.Digest}}'],
    ).catch(() => '');
    if (DIGEST.test(said.trim())) return { digest: said.trim(), from: 'Docker' };
    const { message, cause } = error as Error;
    throw new Error(`no node pulled it, and ${(cause as Error)?.message ?? message}`);
  }
}

/** Behind the tag, in newTag: who changes the tag later takes the digest of the old one away with it. */
function pinned(text: string, digests: ReadonlyMap<string, string>): string {
  const list = parseDocument(text).get('images');
  const entries = (isSeq(list) ? list.items : []).filter(isMap);
  const tags = [...digests].map(([image, digest]) => {
    const name = image.slice(0, image.lastIndexOf(':'));
    const entry = entries.find((one) => (one.get('newName') ?? one.get('name')) === name);
    const tag = entry?.get('newTag', true);
    if (!isScalar(tag) || !tag.range) throw new Error(`${file} has no newTag for ${name}: add it.`);
    const [from, to] = tag.range;
    return { from, to, value: `"${tag.value}@${digest}"` };
  });
  // From the end, so that what is still to be replaced stays where it is.
  return tags
    .sort((a, b) => b.from - a.from)
    .reduce((all, { from, to, value }) => all.slice(0, from) + value + all.slice(to), text);
}
