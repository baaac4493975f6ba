// make openapi: writes docs/openapi.yaml, which is what gateways serve at /api/openapi.json. With --check it writes nothing, and
// fails where the file is not what would be written. Either way nothing is good that a validator of OpenAPI 3.1 finds fault with.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { withDescription } from '../../src/gateway/api/description.ts';
import { openApi } from '../../src/gateway/api/openapi.ts';
import { ROUTES } from '../../src/gateway/api/routes.ts';
import { ROOT } from '../../src/local/page.ts';
import { openApiFaults } from './sound.ts';

const FILE = join(ROOT, 'docs/openapi.yaml');
const HEAD =
  '# Written by `make openapi` from the routes of the HTTP API and the schemas of what they say: what to change is there.\n';

const document = openApi(withDescription(ROUTES));
// Times are text, for readers of YAML 1.1 as well.
const yaml = { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1' } as const;
const text = HEAD + stringify(document, yaml);

const isChecking = process.argv.includes('--check');
const isStale = !existsSync(FILE) || readFileSync(FILE, 'utf8') !== text;
const faults = [
  ...(await openApiFaults(document)),
  ...(isChecking && isStale ? ['docs/openapi.yaml is not what the routes say: make openapi'] : []),
];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else if (!isChecking) writeFileSync(FILE, text);
