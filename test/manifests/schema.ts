// What the Kubernetes API takes, from its own OpenAPI document (kubernetes.json, made by schema-make.ts), and custom
// resources, from their projects' definitions (custom.json, made by custom-make.ts). A field that they do not know is
// a problem, as in the server's strict validation.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { ROOT } from '../../src/local/page.ts';
import type { Manifest } from './render.ts';

interface Schemas {
  kinds: Record<string, string>;
  definitions: Record<string, object>;
}

const load = (name: string): unknown =>
  JSON.parse(readFileSync(join(ROOT, 'test/manifests', name), 'utf8'));
const { kinds, definitions } = load('kubernetes.json') as Schemas;
const custom = load('custom.json') as Record<string, object>;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: 'kubernetes', definitions });
const validators = new Map<string, ValidateFunction>();

/** One line a problem. */
export function schemaProblems(manifest: Manifest): string[] {
  const { apiVersion, kind } = manifest;
  const name = `${apiVersion} ${kind}`;
  const own = kinds[name];
  const schema = own === undefined ? custom[name] : { $ref: `kubernetes#/definitions/${own}` };
  if (schema === undefined) return [`${name} is no kind that is known here`];
  const validate = validators.get(name) ?? ajv.compile(schema);
  validators.set(name, validate);
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
