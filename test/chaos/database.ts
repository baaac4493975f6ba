// Postgres on a disk of its own. It notes when each transaction was committed: by that the second tick is judged.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgres } from '../../src/local/postgres.ts';
import { type Disk, openDisk } from './disks.ts';
import { type Watched, watch } from './watched.ts';

const POSTGRES_DISK_MB = 600;
const SETTINGS = {
  track_commit_timestamp: 'on',
  // Small, or the disk would be full of it.
  min_wal_size: '32MB',
  max_wal_size: '96MB',
};
export async function openDatabase(
  dir: string,
  logs: string,
  port: number,
  passwords: { superuser: string; owner: string },
): Promise<{ postgres: Watched; disk: Disk }> {
  const disk = openDisk(join(dir, 'postgres'), POSTGRES_DISK_MB);
  const dataDir = join(disk.path, 'data');
  const launch = await openPostgres({ dataDir, port, passwords, durable: false });
  const lines = Object.entries(SETTINGS).map(([name, value]) => `${name} = '${value}'\n`);
  writeFileSync(join(dataDir, 'postgresql.auto.conf'), lines.join(''));
  const logFile = join(logs, 'postgres.log');
  return { postgres: watch({ name: 'postgres', kind: 'postgres', launch, logFile }), disk };
}
