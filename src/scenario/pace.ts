import type { SystemConfig } from '../model/config.ts';
import { DEFAULT_CONFIG } from './defaults.ts';

/** A setting that a document has differently from the real systems. Durations are in µs, as their names say. */
export interface Departure {
  /** As in `--set`: `config.raft.tickUs`. */
  readonly path: string;
  readonly real: number | boolean | string;
  readonly here: number | boolean | string;
}

export interface Pace {
  /** How many times faster the middle one of the changed clocks runs; 1 when none runs faster. */
  readonly factor: number;
  /** Durations first, then everything else, each in the order of the configuration. */
  readonly departures: readonly Departure[];
}

/** What a document's settings change about the real systems' defaults, above all how fast its clocks run. */
export function paceOf(config: SystemConfig): Pace {
  const departures = Object.entries(DEFAULT_CONFIG).flatMap(([room, standard]: [string, object]) => {
    const own: object = config[room as keyof SystemConfig];
    return Object.entries(standard).flatMap(([name, real]: [string, unknown]): Departure[] => {
      const here: unknown = name in own ? own[name as keyof typeof own] : real;
      if (!isScalar(real) || !isScalar(here) || real === here) return [];
      return [{ path: `config.${room}.${name}`, real, here }];
    });
  });
  const factors = departures
    .filter(isDuration)
    .flatMap(({ real, here }) =>
      typeof real === 'number' && typeof here === 'number' && here > 0 && real > here ? [real / here] : [],
    )
    .sort((a, b) => a - b);
  return {
    factor: factors[Math.floor(factors.length / 2)] ?? 1,
    departures: [
      ...departures.filter(isDuration),
      ...departures.filter((departure) => !isDuration(departure)),
    ],
  };
}

export function isDuration({ path }: Departure): boolean {
  return path.endsWith('Us');
}

function isScalar(value: unknown): value is number | boolean | string {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
}
