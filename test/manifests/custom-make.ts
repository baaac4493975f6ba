// Makes custom.json from the definitions of custom resources, as their projects publish them:
//   node test/manifests/custom-make.ts gateway-api/config/crd/standard/*_{gateways,httproutes}.yaml \
//     prometheus-operator/example/prometheus-operator-crd/*_{podmonitors,servicemonitors,prometheusrules}.yaml
// Forbids what is not described, as the server's strict field validation does.
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Definition {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema } }[];
  };
}
interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  [more: string]: unknown;
}

const kinds: Record<string, Schema> = {};
for (const path of process.argv.slice(2)) {
  const { group, names, versions } = (parse(readFileSync(path, 'utf8')) as Definition).spec;
  for (const { name, served, schema } of versions) {
    if (served && name === 'v1')
      kinds[`${group}/${name} ${names.kind}`] = strict(schema.openAPIV3Schema);
  }
}
writeFileSync(new URL('custom.json', import.meta.url), `${JSON.stringify(kinds)}\n`);
process.stdout.write(`${Object.keys(kinds).join('\n')}\n`);

/** What shape a value has and which values it may have; rules in CEL and Go’s patterns are left to the server. */
function strict(schema: Schema): Schema {
  if (schema['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] };
  const slim: Schema = {};
  for (const key of ['type', 'enum', 'required', 'minItems', 'maxItems', 'maxLength']) {
    if (schema[key] !== undefined) slim[key] = schema[key];
  }
  if (schema.items !== undefined) slim.items = strict(schema.items);
  if (typeof schema.additionalProperties === 'object') {
    slim.additionalProperties = strict(schema.additionalProperties);
  }
  if (schema.properties === undefined) return slim;
  slim.properties = Object.fromEntries(
    Object.entries(schema.properties).map(([name, property]) => [name, strict(property)]),
  );
  if (schema['x-kubernetes-preserve-unknown-fields'] !== true) slim.additionalProperties ??= false;
  return slim;
}
