import { defineConfig } from 'vite';

// oxlint-disable-next-line import/no-default-export -- Vite reads it so
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022' },
});
