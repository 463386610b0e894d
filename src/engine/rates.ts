import type { AzId, RegionId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import { US_PER_S } from '../model/time.ts';
import type { World } from '../sim/world.ts';
import { isStore, storeActor } from './servers.ts';

interface Sample {
  readonly at: SimTime;
  readonly links: readonly {
    readonly from: AzId;
    readonly to: AzId;
    readonly bytes: number;
    readonly messages: number;
  }[];
  readonly regions: ReadonlyMap<RegionId, { readonly writes: number; readonly reads: number }>;
}

/** How often lags and traffic are sampled. */
export const SAMPLE_US = 100_000;
const SAMPLES = US_PER_S / SAMPLE_US + 1;

/** Rates over the last second of simulated time, from totals that are sampled ten times a second. */
export class Rates {
  private samples: readonly Sample[] = [];

  sample(world: World): void {
    this.samples = [...this.samples.slice(-(SAMPLES - 1)), sampleOf(world)];
  }

  links(): {
    readonly from: AzId;
    readonly to: AzId;
    readonly bytesPerS: number;
    readonly messagesPerS: number;
  }[] {
    const span = this.span();
    if (span === null) return [];
    const { first, last, us } = span;
    return last.links.map(({ from, to, bytes, messages }) => {
      const before = first.links.find((link) => link.from === from && link.to === to);
      return {
        from,
        to,
        bytesPerS: perSecond(bytes - (before?.bytes ?? 0), us),
        messagesPerS: perSecond(messages - (before?.messages ?? 0), us),
      };
    });
  }

  region(id: RegionId): { readonly writeQps: number; readonly readQps: number } {
    const span = this.span();
    const now = span?.last.regions.get(id);
    if (span === null || now === undefined) return { writeQps: 0, readQps: 0 };
    const before = span.first.regions.get(id) ?? { writes: 0, reads: 0 };
    return {
      writeQps: perSecond(now.writes - before.writes, span.us),
      readQps: perSecond(now.reads - before.reads, span.us),
    };
  }

  clone(): Rates {
    const copy = new Rates();
    copy.samples = this.samples;
    return copy;
  }

  private span(): { readonly first: Sample; readonly last: Sample; readonly us: number } | null {
    const first = this.samples[0];
    const last = this.samples[this.samples.length - 1];
    return first === undefined || last === undefined || last.at <= first.at
      ? null
      : { first, last, us: last.at - first.at };
  }
}

function perSecond(count: number, us: number): number {
  // A new leader counts from its own beginning.
  return Math.max(0, Math.round((count * US_PER_S) / us));
}

function sampleOf(world: World): Sample {
  const regions = new Map<RegionId, { writes: number; reads: number }>();
  for (const process of world.allProcesses()) {
    if (!isStore(process)) continue;
    for (const { region, writesApplied, readsServed } of storeActor(process).view(world.now).regions) {
      // Every peer applies the writes; reads are served by whoever leads.
      const known = regions.get(region.id);
      if (known === undefined) regions.set(region.id, { writes: writesApplied, reads: readsServed });
      else {
        known.writes = Math.max(known.writes, writesApplied);
        known.reads += readsServed;
      }
    }
  }
  const links = world.traffic
    .byLink()
    .map(({ from, to, bytes, messages }) => ({ from, to, bytes, messages }));
  return { at: world.now, links, regions };
}
