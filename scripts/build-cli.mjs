import process from 'node:process';
import { build } from 'vite';
import { root } from './sources.mjs';

/** Bundles the headless runner into the folder given: one set of plain modules that needs no packages. */
await build({
  configFile: false,
  root,
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: {
    ssr: 'src/cli/main.ts',
    outDir: process.argv[2] ?? 'dist-cli/main',
    target: 'node20',
    minify: false,
    copyPublicDir: false,
    rolldownOptions: { output: { entryFileNames: 'main.js' } },
  },
});
