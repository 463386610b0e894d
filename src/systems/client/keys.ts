const LETTERS = 26;
const A = 97;
/** Coprime to 26: one thread's successive keys, and neighbouring threads, visit every letter equally often. */
const KEY_STRIDE = 11;
const THREAD_STRIDE = 7;

/**
 * Key `i` of thread `thread`, e.g. `hc-t017k0042`. The first letter runs evenly over a … z (`7·thread + 11·i`
 * modulo 26) and the second advances once the first went round, so any set of Regions shares the load and keys of
 * all threads mix in every Region. Thread and number make it unique; the same for every seed.
 */
export function keyOf(thread: number, i: number): string {
  const first = (thread * THREAD_STRIDE + i * KEY_STRIDE) % LETTERS;
  const second = (Math.floor(i / LETTERS) + thread) % LETTERS;
  const letters = String.fromCharCode(A + first, A + second);
  return `${letters}-t${String(thread).padStart(3, '0')}k${String(i).padStart(4, '0')}`;
}

/** The `n`-th value of `key`: `hc-t017k0042=2`, padded with dots to `bytes`. No two versions of a key are alike. */
export function valueOf(key: string, n: number, bytes: number): string {
  return `${key}=${n}`.padEnd(bytes, '.');
}
