// A test run's own environment: what a person set for other programs of theirs decides nothing here. Imported first.
import { fileURLToPath } from 'node:url';
import { cleanEnv } from '../../src/local/environment.ts';

const clean = cleanEnv();
for (const name of Object.keys(process.env)) {
  if (clean[name] === undefined) delete process.env[name];
}
Object.assign(process.env, clean);

/** Where Node keeps what it made of our files: a run starts some hundred programs of the same ones. */
export const COMPILED = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)),
};
Object.assign(process.env, COMPILED);
