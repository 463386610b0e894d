import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './sources.mjs';

/**
 * A build plugin that writes `sw.js`: the service worker of `src/app/offline/worker.js` with the names of everything
 * that was built, so that an installed page opens without a network.
 *
 * @returns {import('vite').Plugin}
 */
export function offline() {
  return {
    name: 'raftide-offline',
    // Not in the build of the headless runner.
    apply: (config, { command }) => command === 'build' && config.build?.ssr === undefined,
    generateBundle(_, bundle) {
      const files = Object.keys(bundle)
        .filter((name) => !name.endsWith('.map'))
        .concat('favicon.svg', 'manifest.webmanifest')
        .sort();
      const hash = createHash('sha256');
      for (const [name, built] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1)))
        hash.update(name).update(built.type === 'chunk' ? built.code : built.source);
      const source = readFileSync(path.join(root, 'src/app/offline/worker.js'), 'utf8')
        .replace('/* files */ []', JSON.stringify(files))
        .replace('/* version */ 0', JSON.stringify(hash.digest('hex').slice(0, 12)));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}
