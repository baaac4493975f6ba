// `make mutants`: puts small bugs in, one at a time, and expects the tests to fail with each. In a copy of the tree:
// nothing of it reaches the files that are worked on.
//   ONLY=G01,C   those whose id begins so
// Exits 0 when every bug was caught, 1 when one was not, 2 when it could not run.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killLivingProcesses } from '../support/children.ts';
import { MUTANTS } from './all.ts';
import type { Mutant } from './mutant.ts';

/** A bug may make a test hang instead of fail; then mocha ends it, or this does. */
const LONGEST_MS = 300_000;
const say = (line: string) => process.stdout.write(`${line}\n`);

process.exit(await main());

async function main(): Promise<number> {
  const wanted = (process.env['ONLY'] ?? '').split(',').map((prefix) => prefix.trim());
  const picked = MUTANTS.filter(({ id }) => wanted.some((prefix) => id.startsWith(prefix)));
  if (picked.length === 0) {
    say(`no bug has an id that begins with ${wanted.join(' or ')}`);
    return 2;
  }
  const tree = copyOfTheTree();
  process.on('exit', () => rmSync(tree, { recursive: true, force: true }));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => process.exit(2));
  }
  const broken = await brokenWithoutBugs(tree, picked);
  if (broken.length > 0) {
    say(`these fail as they are, so they prove nothing: ${broken.join(' ')}`);
    return 2;
  }
  const missed: Mutant[] = [];
  for (const mutant of picked) {
    const caught = await isCaught(tree, mutant);
    if (!caught) missed.push(mutant);
    say(`${caught ? 'caught' : 'MISSED'}  ${mutant.id}  ${mutant.bug}`);
  }
  say(`${picked.length - missed.length} caught, ${missed.length} missed`);
  return missed.length > 0 ? 1 : 0;
}

function copyOfTheTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'mutants-'));
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', listed, { encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of files) cpSync(file, join(tree, file), { verbatimSymlinks: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'));
  return tree;
}

async function brokenWithoutBugs(tree: string, mutants: readonly Mutant[]): Promise<string[]> {
  const broken: string[] = [];
  for (const file of new Set(mutants.flatMap(({ tests }) => tests))) {
    if ((await runTests(tree, [file])) !== 'passed') broken.push(file);
  }
  return broken;
}

async function isCaught(tree: string, mutant: Mutant): Promise<boolean> {
  const path = join(tree, mutant.file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    source.replace(mutant.find, () => mutant.replace),
  );
  try {
    return (await runTests(tree, mutant.tests, mutant.grep)) === 'failed';
  } finally {
    writeFileSync(path, source);
  }
}

/** `broken`: the tests could not even be loaded, which no bug is caught by. */
async function runTests(
  tree: string,
  tests: readonly string[],
  grep?: string,
): Promise<'passed' | 'failed' | 'broken'> {
  const args = ['node_modules/mocha/bin/mocha.js', '--bail', '--exit', ...tests];
  if (grep !== undefined) args.push('--fgrep', grep);
  const child = spawn(process.execPath, args, {
    cwd: tree,
    stdio: ['ignore', 'pipe', 'ignore'],
    signal: AbortSignal.timeout(LONGEST_MS),
    killSignal: 'SIGKILL',
  });
  // Ended for its time: it failed, by hanging.
  child.on('error', () => undefined);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  // Whoever was ended at once could not end what it had started.
  killLivingProcesses();
  if (code === null) return 'failed';
  if (/^ +[1-9]\d* failing/m.test(output)) return 'failed';
  return code === 0 && /^ +[1-9]\d* passing/m.test(output) ? 'passed' : 'broken';
}
