// A Vite plugin: beside each text of the built page the same in brotli and in gzip, as small as either makes it. Done once, at
// build, so that no gateway compresses while people talk.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Pictures and fonts are compressed already. */
const TEXT = /\.(html|js|css|svg|json|webmanifest)$/;

const brotli = (body: Uint8Array): Uint8Array =>
  brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
const gzip = (body: Uint8Array): Uint8Array =>
  gzipSync(body, { level: constants.Z_BEST_COMPRESSION });

export const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  generateBundle: {
    // What other plugins write last, such as index.html, is there by then.
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (!TEXT.test(file.fileName)) continue;
        const said = file.type === 'chunk' ? file.code : file.source;
        const body = typeof said === 'string' ? new TextEncoder().encode(said) : said;
        for (const [ending, source] of [
          ['br', brotli(body)],
          ['gz', gzip(body)],
        ] as const) {
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.${ending}`, source });
        }
      }
    },
  },
});
