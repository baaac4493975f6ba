// The gateway never opens a connection to Postgres: nothing it imports, directly or not, could (P5).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../src', import.meta.url));

/** `import type` is gone when a program runs; `import { type … }` still loads the module. */
const TYPES_ALONE = /^(?:import|export) type [^;]*;$/gm;

/** Every file of ours and every package that a program reaches through its imports. */
function graph(entry: string) {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    if (!/\.tsx?$/.test(file)) return;
    const source = readFileSync(file, 'utf8').replaceAll(TYPES_ALONE, '');
    for (const [, name = ''] of source.matchAll(/(?:\bfrom |import\(|import )'([^']+)'/g)) {
      if (name.startsWith('.')) visit(resolve(dirname(file), name));
      else packages.add(name);
    }
  };
  visit(resolve(root, entry));
  return { files: [...files], packages: [...packages] };
}

describe('import graph', () => {
  const database = /mikro-orm|kysely|^pg|postgres/;

  it('of the gateway has no database', () => {
    const { files, packages } = graph('gateway/main.ts');
    assert.ok(files.length > 25, 'the graph was read');
    assert.deepEqual(
      packages.filter((name) => database.test(name)),
      [],
    );
    assert.deepEqual(
      files.filter((file) => file.includes('/persister/')),
      [],
    );
  });

  it('has one way to NATS: the transport that closes what it gave up is the whole process’s', () => {
    for (const program of ['gateway', 'persister', 'webhooks']) {
      const dialling = graph(`${program}/main.ts`).files.filter((file) =>
        /import \{[^}]*\b(?:connect|NatsConnectionImpl)\b[^}]*\} from 'nats/.test(
          readFileSync(file, 'utf8'),
        ),
      );
      assert.deepEqual(dialling, [resolve(root, 'shared/nats-transport.ts')]);
    }
  });

  it('of what runs at people’s has no library of ours: they load it, or have it installed', () => {
    assert.deepEqual(graph('client/client.ts').packages, []);
    const library = /^(?:zod|nats|pino|ws|prom-client|jose)/;
    for (const entry of ['client/terminal/main.ts', 'web/main.tsx']) {
      const { files, packages } = graph(entry);
      assert.ok(files.length > 15, `the graph of ${entry} was read`);
      assert.deepEqual(
        packages.filter((name) => library.test(name)),
        [],
      );
    }
  });

  it('of the chat is pure: nothing in it reaches a program, a server or the system', () => {
    const { files, packages } = graph('chat/features.ts');
    assert.deepEqual(packages, ['zod']);
    assert.deepEqual(
      files.filter((file) => !/\/(?:chat|shared)\//.test(file)),
      [],
    );
  });

  it('of webhooks has neither a database nor sockets', () => {
    const { files, packages } = graph('webhooks/main.ts');
    assert.ok(files.length > 25, 'the graph was read');
    assert.deepEqual(
      packages.filter((name) => database.test(name) || name === 'ws'),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /\/(?:gateway|persister)\//.test(file)),
      [],
    );
  });

  it('of the persister has one, and no sockets', () => {
    const { files, packages } = graph('persister/main.ts');
    assert.ok(packages.some((name) => database.test(name)));
    assert.ok(!packages.includes('ws'));
    assert.deepEqual(
      files.filter((file) => file.includes('/gateway/')),
      [],
    );
  });
});
