import process from 'node:process';
import v8 from 'node:v8';
import vm from 'node:vm';

/**
 * Bytes of heap that what `build` gives keeps alive, after collecting all garbage before and behind it. The collector is
 * asked for by a flag of the engine; where it does not exist, null.
 */
export function heapBytesOf(build: () => unknown): number | null {
  const collect = collector();
  if (collect === null) return null;
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = [build()];
  collect();
  const after = process.memoryUsage().heapUsed;
  // Read again, so that nothing of it may be collected before the second look.
  return kept.length === 1 ? after - before : null;
}

function collector(): (() => void) | null {
  v8.setFlagsFromString('--expose-gc');
  const gc: unknown = vm.runInNewContext('gc');
  return typeof gc === 'function' ? () => void gc() : null;
}
