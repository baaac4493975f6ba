// make asyncapi: writes docs/asyncapi.yaml. With --check it writes nothing, and fails where the file is not what would be
// written. Either way nothing is good that AsyncAPI's parser finds fault with, or whose examples do not fit.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { FACTS } from '../../src/chat/features.ts';
import { answersOf, SCHEMAS } from '../../src/gateway/socket/commands.ts';
import { PARTS } from '../../src/gateway/socket/frame-parts.ts';
import { FRAMES } from '../../src/gateway/socket/frames.ts';
import { ROOT } from '../../src/local/page.ts';
import { documentOf } from './document.ts';
import { examplesOf } from './examples.ts';
import { exampleFaults, parserFaults } from './sound.ts';

const FILE = join(ROOT, 'docs/asyncapi.yaml');
const HEAD =
  '# Written by `make asyncapi` from the schemas that programs parse with: what to change is there.\n';

const page = readFileSync(join(ROOT, 'docs/PROTOCOL.md'), 'utf8');
const document = documentOf({
  taken: SCHEMAS,
  said: FRAMES,
  parts: PARTS,
  facts: FACTS,
  answersOf,
  examples: examplesOf(page, SCHEMAS),
});
// Times are text, for readers of YAML 1.1 as well.
const yaml = { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1' } as const;
const text = HEAD + stringify(document, yaml);

const isChecking = process.argv.includes('--check');
const isStale = !existsSync(FILE) || readFileSync(FILE, 'utf8') !== text;
const faults = [
  ...exampleFaults(document),
  ...(await parserFaults(text)),
  ...(isChecking && isStale
    ? ['docs/asyncapi.yaml is not what the schemas say: make asyncapi']
    : []),
];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else if (!isChecking) writeFileSync(FILE, text);
