// Everything that is promised of a cluster, on the current one. `make e2e-cluster`; ends with 'N passed, N failed'.
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';

const here = fileURLToPath(new URL('.', import.meta.url));
const mocha = new Mocha({ timeout: 600_000, slow: 60_000, ui: 'bdd' });
if (process.env['GREP']) mocha.grep(process.env['GREP']);
for (const file of globSync('*.test.ts', { cwd: here }).sort()) mocha.addFile(`${here}${file}`);
await mocha.loadFilesAsync();
let passed = 0;
let failed = 0;
const runner = mocha.run(() => {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
});
runner.on('pass', () => (passed += 1));
runner.on('fail', () => (failed += 1));
