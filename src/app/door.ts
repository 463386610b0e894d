import type { EngineDoor } from '../worker/protocol.ts';

export async function createDoor(): Promise<EngineDoor> {
  const { createFakeEngine } = await import('../ui/testing/fake-engine.ts');
  return createFakeEngine();
}
