import { defineConfig } from 'vite';

/** Its address is `/play/`: `/` is the console's, which stands in a frame of the page. */
export default defineConfig({
  base: '/play/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022' },
});
