/**
 * Of copies at `places`, ascending, the one that is missed least: its neighbours are closest together for their age, so that
 * gaps grow with the square root of the distance from the newest: who goes back goes a little way mostly, but may go anywhere.
 * Never the first or the last. `spacing` is the gap wanted at the newest end.
 */
export function mostCrowded(places: readonly number[], spacing: number): number {
  const newest = places[places.length - 1] ?? 0;
  let found = 1;
  let least = Infinity;
  for (let i = 1; i + 1 < places.length; i++) {
    const before = places[i - 1] as number;
    const after = places[i + 1] as number;
    const gap = after - before;
    const score = (gap * gap) / (newest - before + spacing);
    if (score < least) {
      least = score;
      found = i;
    }
  }
  return found;
}
