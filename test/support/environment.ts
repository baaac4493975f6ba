// A test run's own environment: what a person set for other programs of theirs decides nothing here. Imported first.
import { cleanEnv } from '../../src/local/environment.ts';

const clean = cleanEnv();
for (const name of Object.keys(process.env)) {
  if (clean[name] === undefined) delete process.env[name];
}
Object.assign(process.env, clean);
