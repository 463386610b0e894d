import type { EngineClient } from '../worker/client.ts';
import { createEngineClient } from '../worker/client.ts';

/** Starts the engine in its worker: the only place of the page that does. */
export function startEngine(onCrash: (error: string) => void): EngineClient {
  return createEngineClient({
    startWorker: () =>
      new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module', name: 'engine' }),
    onCrash,
  });
}
