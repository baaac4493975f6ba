// Builds the page into dist/web, which the gateway serves: `vite build src/web`. Nothing inline, so that it
// works under the gateway's Content-Security-Policy. `make page` serves it anew with every change, before a running gateway.
import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { compressed } from './build/compressed.ts';
import { emojiData } from './build/emoji-data.ts';
import { firstLoad } from './build/first-load.ts';
import { offline } from './build/offline.ts';

const gateway = process.env['CHAT_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [preact(), emojiData(), firstLoad(), offline(), compressed()],
  // Otherwise it looks for a configuration in the directories above and in the person's home.
  css: { postcss: {} },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // A browser that runs the page knows module preloading, and no asset may become a data: URL.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    // Under the name that the browser has for us: a gateway takes no page from elsewhere.
    proxy: {
      '/api': { target: gateway, changeOrigin: false },
      '/ws': { target: gateway, ws: true, changeOrigin: false },
    },
  },
});
