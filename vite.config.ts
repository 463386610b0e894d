import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { lateParts } from './scripts/late-parts.mjs';
import { offline } from './scripts/offline.mjs';

export default defineConfig({
  // Relative, so that dist/ can be served from any path.
  base: './',
  plugins: [react(), tailwindcss(), offline()],
  build: {
    target: 'es2023',
    sourcemap: true,
    rolldownOptions: {
      // One file for all that the first picture needs: many small ones share no words when they are compressed.
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
      onwarn(warning, warn) {
        // Tailwind's plugin gives no source map for the stylesheet; nobody steps through that.
        if (warning.code !== 'SOURCEMAP_BROKEN') warn(warning);
      },
    },
  },
  worker: {
    format: 'es',
    plugins: () => [lateParts()],
    // Reading a property of ours does nothing else, so what only reads some is left out where nobody needs it: the engine
    // shares files with the schemas of documents, but reads no document.
    rolldownOptions: { treeshake: { propertyReadSideEffects: false } },
  },
  preview: { strictPort: true },
});
