// Run as somebody else by a test: starts a Postgres in the given directory and stops it again.
import { newCredentials } from '../../src/local/credentials.ts';
import { openPostgres, postgresReady } from '../../src/local/postgres.ts';

const [dataDir = '', port = ''] = process.argv.slice(2);
const { postgres: passwords } = newCredentials();
const server = (await openPostgres({ dataDir, port: Number(port), passwords, durable: false }))();
await postgresReady(server);
await server.stop();
process.stdout.write('started and stopped\n');
