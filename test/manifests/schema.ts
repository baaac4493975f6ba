// What the Kubernetes API takes, from its own OpenAPI document (kubernetes.json, made by schema-make.ts). A field that
// it does not know is a problem, as in the server's strict validation.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { ROOT } from '../../src/local/page.ts';
import type { Manifest } from './render.ts';

interface Schemas {
  kinds: Record<string, string>;
  definitions: Record<string, object>;
}

/** Custom resources, whose schemas belong to who installs them. */
const CUSTOM = /^gateway\.networking\.k8s\.io\/|^monitoring\.coreos\.com\//;

const { kinds, definitions } = JSON.parse(
  readFileSync(join(ROOT, 'test/manifests/kubernetes.json'), 'utf8'),
) as Schemas;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: 'kubernetes', definitions });
const validators = new Map<string, ValidateFunction>();

/** One line a problem. */
export function schemaProblems(manifest: Manifest): string[] {
  const { apiVersion, kind } = manifest;
  if (CUSTOM.test(apiVersion)) return [];
  const definition = kinds[`${apiVersion} ${kind}`];
  if (definition === undefined) return [`${apiVersion} ${kind} is no kind that is known here`];
  const validate =
    validators.get(definition) ?? ajv.compile({ $ref: `kubernetes#/definitions/${definition}` });
  validators.set(definition, validate);
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
