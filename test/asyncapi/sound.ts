// Whether a document says what it means to: AsyncAPI's own parser reads it, and every example is one of its schema, which the
// parser does not look at. (One of its packages would report where it was installed: `scarfSettings` in package.json forbids it.)
import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import type { JsonSchema } from '../../src/gateway/api/json-schema.ts';

/** Errors and warnings; what is above them is advice. */
const SEVERITY_MAX = 1;

export async function parserFaults(text: string): Promise<string[]> {
  const diagnostics = await new Parser().validate(text);
  return diagnostics
    .filter(({ severity }) => severity <= SEVERITY_MAX)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
}

interface Described {
  components: { messages: Record<string, { payload: JsonSchema; examples?: Shown[] }> };
}
interface Shown {
  payload: unknown;
}

export function exampleFaults(document: JsonSchema): string[] {
  // Formats say less than the patterns beside them; words of AsyncAPI's own are none of JSON Schema's.
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema({ ...document, $id: 'document' });
  const { messages } = (document as unknown as Described).components;
  return Object.entries(messages).flatMap(([name, { payload, examples = [] }]) => {
    const fits = ajv.compile({ $ref: `document${payload['$ref']}` });
    const bad = examples.filter(({ payload: frame }) => !fits(frame));
    return bad.map((example) => `${name} is not ${JSON.stringify(example.payload)}`);
  });
}
