// Whether a document is one of OpenAPI 3.1: its specification's own schema says so, and every reference leads somewhere.
import { Validator } from '@seriousme/openapi-schema-validator';

export async function openApiFaults(document: Record<string, unknown>): Promise<string[]> {
  // It changes what it is given.
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  const said =
    typeof errors === 'string' ? [errors] : (errors ?? []).map((error) => JSON.stringify(error));
  return [...(valid ? [] : said), ...danglingReferences(document)];
}

function danglingReferences(document: Record<string, unknown>): string[] {
  const named = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
  return named.flatMap(([, path = '']) => {
    const found = path
      .split('/')
      .reduce<unknown>(
        (at, key) =>
          typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined,
        document,
      );
    return found === undefined ? [`nothing is at #/${path}`] : [];
  });
}
