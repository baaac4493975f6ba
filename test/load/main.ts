// All measurements, one after another, each in a process of its own. `make bench`; about four minutes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['fanout', 'connections', 'publish', 'latency', 'resume', 'backlog'];

for (const name of PROGRAMS) {
  process.stdout.write(`\n== ${name}\n`);
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const [code] = await once(spawn(process.execPath, [file], { stdio: 'inherit' }), 'exit');
  if (code !== 0) process.exitCode = 1;
}
