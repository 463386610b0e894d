import type { EntityRef, FlightRow, Frame } from '../model/frame.ts';
import type { ProcessId, RegionId, StoreId } from '../model/ids.ts';

/** Makes and reads references to things of the scene (`region:3`, `peer:3@2`, `store:2` …). */
export const refTo = {
  region: (id: RegionId): EntityRef => `region:${id}`,
  store: (id: StoreId): EntityRef => `store:${id}`,
  peer: (region: RegionId, store: StoreId): EntityRef => `peer:${region}@${store}`,
  process: (id: ProcessId): EntityRef => `process:${id}`,
  capture: (id: ProcessId): EntityRef => `capture:${id}`,
  changefeed: (id: string): EntityRef => `changefeed:${id}`,
  message: (id: number): EntityRef => `message:${id}`,
  az: (id: string): EntityRef => `az:${id}`,
  link: (a: string, b: string): EntityRef => `link:${a}/${b}`,
};

/** The Region a reference is about, null for other things. */
export function regionOf(ref: EntityRef | null): RegionId | null {
  const match = /^(?:region:(\d+)|peer:(\d+)@\d+)$/.exec(ref ?? '');
  return match === null ? null : Number(match[1] ?? match[2]);
}

export function storeOf(ref: EntityRef | null): StoreId | null {
  const match = /^(?:store:(\d+)|peer:\d+@(\d+))$/.exec(ref ?? '');
  return match === null ? null : Number(match[1] ?? match[2]);
}

/** The process a reference is about (a store's own process for `store:2`), null for others. */
export function processOf(ref: EntityRef | null, frame: Frame | null): ProcessId | null {
  const store = ref?.startsWith('store:') === true ? storeOf(ref) : null;
  if (store !== null) return frame?.stores.find((row) => row.id === store)?.process ?? null;
  const match = /^(?:process|capture):(.+)$/.exec(ref ?? '');
  return match?.[1] ?? null;
}

/** The number of the message that a reference is about: of a batch, each of its rows has the number of all. */
export function messageOf(ref: EntityRef | null): number | null {
  const match = /^message:(\d+)/.exec(ref ?? '');
  return match === null ? null : Number(match[1]);
}

/** The message in flight, null when it is not drawn (any more). */
export function flightOf(ref: EntityRef | null, frame: Frame): FlightRow | null {
  return frame.flights.find((row) => refTo.message(row.id) === ref) ?? null;
}

/** True when the reference names something that the frame still has (messages come and go). */
export function stillThere(ref: EntityRef, frame: Frame): boolean {
  const region = regionOf(ref);
  if (region !== null) return frame.regions.some((row) => row.id === region);
  const store = storeOf(ref);
  if (store !== null) return frame.stores.some((row) => row.id === store);
  return true;
}
