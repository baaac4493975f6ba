// A release archive: fetched with bounds on time and with progress, checked against its pinned checksum, and the
// one program taken out. Invariant: nothing is unpacked whose checksum is not the expected one.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';

const CONNECT_DEADLINE_MS = 5_000;
const DOWNLOAD_DEADLINE_MS = 120_000;
const PROGRESS_EVERY_MS = 1_000;

/** The bytes at `url`, or an error that says in a line why not. */
export async function download(options: {
  url: string;
  sha256: string;
  onProgress: (line: string) => void;
}): Promise<Buffer> {
  const { url, sha256, onProgress } = options;
  const connecting = new AbortController();
  const timer = setTimeout(
    () => connecting.abort(new Error(`no answer within ${CONNECT_DEADLINE_MS / 1000} s`)),
    CONNECT_DEADLINE_MS,
  );
  const signal = AbortSignal.any([connecting.signal, AbortSignal.timeout(DOWNLOAD_DEADLINE_MS)]);
  const response = await fetch(url, { signal }).finally(() => clearTimeout(timer));
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  const total = Number(response.headers.get('content-length') ?? 0);
  const chunks: Uint8Array[] = [];
  let received = 0;
  let saidAt = performance.now();
  for await (const chunk of response.body) {
    chunks.push(chunk);
    received += chunk.length;
    if (performance.now() - saidAt < PROGRESS_EVERY_MS) continue;
    saidAt = performance.now();
    onProgress(`${megabytes(received)}${total > 0 ? ` of ${megabytes(total)}` : ''} MB`);
  }
  const bytes = Buffer.concat(chunks);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) throw new Error(`its checksum is ${actual}, expected ${sha256}`);
  return bytes;
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

const LARGEST_PROGRAM_BYTES = 200_000_000;

/** The file called `name` in a `.tar.gz` (through `tar`) or a `.zip`. */
export function extract(archive: Buffer, url: string, name: string): Buffer {
  if (url.endsWith('.zip')) return extractZip(archive, name);
  const directory = url.slice(url.lastIndexOf('/') + 1).replace(/\.tar\.gz$/, '');
  return execFileSync('tar', ['-xzOf', '-', `${directory}/${name}`], {
    input: archive,
    maxBuffer: LARGEST_PROGRAM_BYTES,
  });
}

const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_BYTES = 22;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;

/** Enough of the ZIP format (APPNOTE 6.3, sections 4.3 and 4.4) for a file whose checksum is known already. */
function extractZip(archive: Buffer, name: string): Buffer {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + END_OF_DIRECTORY_BYTES > archive.length)
    throw new Error('not a zip archive');
  if (archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('not a zip archive');
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const nameBytes = archive.readUInt16LE(at + 28);
    const entry = archive.toString(
      'utf8',
      at + DIRECTORY_ENTRY_BYTES,
      at + DIRECTORY_ENTRY_BYTES + nameBytes,
    );
    if (entry === name || entry.endsWith(`/${name}`)) {
      const local = archive.readUInt32LE(at + 42);
      const data =
        local +
        LOCAL_HEADER_BYTES +
        archive.readUInt16LE(local + 26) +
        archive.readUInt16LE(local + 28);
      const packed = archive.subarray(data, data + archive.readUInt32LE(at + 20));
      return archive.readUInt16LE(at + 10) === STORED ? packed : inflateRawSync(packed);
    }
    const extraBytes = archive.readUInt16LE(at + 30);
    at += DIRECTORY_ENTRY_BYTES + nameBytes + extraBytes + archive.readUInt16LE(at + 32);
  }
  throw new Error(`there is no ${name} in the archive`);
}
