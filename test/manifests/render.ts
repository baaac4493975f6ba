// Kustomize as people run it, on a folder or on a combination of ours made for the moment.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';
import { findTool } from '../../src/local/binaries.ts';
import { ROOT } from '../../src/local/page.ts';
import { KUSTOMIZE } from '../../src/local/tools.ts';
import { tempDir } from '../support/temp.ts';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [more: string]: unknown;
}

let binary: Promise<string> | undefined;
const run = promisify(execFile);

/** What the folder (below k8s/) renders to; rejects with what kustomize says. */
export async function render(folder: string, k8s = join(ROOT, 'k8s')): Promise<Manifest[]> {
  binary ??= findTool(KUSTOMIZE, { say: (line) => process.stderr.write(`  ${line}\n`) });
  const args = ['build', join(k8s, folder)];
  const { stdout } = await run(await binary, args, { maxBuffer: 64 * 1024 ** 2 });
  return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
}

/** A copy of our manifests in which an overlay with more components, or with secrets, may be made. */
export function copyOfManifests() {
  const dir = tempDir('manifests');
  const k8s = join(dir.path, 'k8s');
  cpSync(join(ROOT, 'k8s'), k8s, { recursive: true });
  for (const made of ['secrets', 'certificates']) {
    rmSync(join(k8s, 'overlays/production', made), { recursive: true, force: true });
  }
  return {
    k8s,
    /** Makes an overlay of `on` with these components, and what else is given, added; answers its folder. */
    combine: (on: string, components: readonly string[], more: object = {}): string => {
      const folder = join('overlays', ['combined', on, ...components].join('-'));
      mkdirSync(join(k8s, folder), { recursive: true });
      // What an operator added to an overlay is there already, and would be refused a second time.
      const has = readFileSync(join(k8s, 'overlays', on, 'kustomization.yaml'), 'utf8');
      const added = components.filter((name) => !has.includes(`components/${name}\n`));
      const kustomization = {
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        resources: [`../${on}`],
        components: added.map((name) => `../../components/${name}`),
        ...more,
      };
      writeFileSync(join(k8s, folder, 'kustomization.yaml'), stringify(kustomization));
      return folder;
    },
    remove: dir.remove,
  };
}
