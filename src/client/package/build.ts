// Makes the package @chatk8s/client: one file of JavaScript, the declarations that it needs, and what `npm pack` makes of both, in
// dist/client (or the directory that is named). Invariant: nothing in it imports anything that is not in it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const HERE = import.meta.dirname;
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DOOR = 'client/package/index.d.ts';

/** Resolves to the path of the tarball. */
export async function buildPackage(into: string): Promise<string> {
  const [made, declared] = [join(into, 'package'), join(into, 'declared')];
  for (const directory of [made, declared]) rmSync(directory, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  await bundle(made);
  run('tsc', ['-p', HERE, '--outDir', declared]);
  for (const file of reached(declared)) {
    const to = join(made, 'types', file);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, asPublished(readFileSync(join(declared, file), 'utf8')));
  }
  rmSync(declared, { recursive: true });
  writeFileSync(join(made, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  cpSync(join(HERE, 'README.md'), join(made, 'README.md'));
  cpSync(join(ROOT, 'LICENSE'), join(made, 'LICENSE'));
  const packed = run('npm', ['pack', '--json', '--silent', '--pack-destination', into], made);
  return join(into, nameOf(packed));
}

/** One file, so that a page has it with one request; readable, for whoever looks into it. */
async function bundle(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: HERE,
    logLevel: 'error',
    build: {
      outDir,
      lib: { entry: join(HERE, 'index.ts'), formats: ['es'], fileName: 'index' },
      target: 'es2023',
      minify: false,
    },
  });
}

const IMPORTED = /(?:from |import\()['"]([^'"]+)['"]/g;

/** The declarations that the door leads to: those of what is inside are nobody's to use, and may speak of libraries. */
function reached(declared: string): Set<string> {
  const files = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, name = ''] of readFileSync(join(declared, file), 'utf8').matchAll(IMPORTED)) {
      if (!name.startsWith('.')) throw new Error(`${file} declares something of ${name}`);
      const path = join(declared, dirname(file), name.replace(/\.ts$/, '.d.ts'));
      visit(relative(declared, path));
    }
  };
  visit(DOOR);
  return files;
}

/** A declaration names the file that it declares: there is no `.ts` in the package. */
const asPublished = (text: string): string =>
  text.replaceAll(IMPORTED, (all) => all.replace(/\.ts(['"])$/, '.js$1'));

function manifest(): object {
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const { name, description, ...more } = read(join(HERE, 'package.json'));
  return { name, version: read(join(ROOT, 'package.json'))['version'], description, ...more };
}

/** What npm says that it packed. */
function nameOf(json: string): string {
  const said = JSON.parse(json) as { filename: string }[] | Record<string, { filename: string }>;
  const [packed] = Object.values(said);
  if (packed === undefined) throw new Error(`npm packed nothing: ${json}`);
  return packed.filename;
}

function run(command: string, args: string[], cwd: string = ROOT): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${command} failed: ${error?.message ?? ''}${stdout}${stderr}`);
}

if (import.meta.main) {
  const into = process.argv[2] ?? join(ROOT, 'dist/client');
  process.stdout.write(`${await buildPackage(into)}\n`);
}
