import { must } from '../base/assert.ts';
import type { Delivery } from './item.ts';
import type { World } from './world.ts';

/**
 * What a hand does to one message on its way, named by its number in the queue. Connections stay what they are: ordered
 * and lossless until they break. Call inside `world.external`, and only for a message that is in flight.
 */

/** It does not arrive. `lost` breaks its connection, as loss on a TCP stream does; `discarded` costs nothing else. */
export function dropMessage(world: World, seq: number, fate: 'lost' | 'discarded'): void {
  world.changeFlights((flight) => (flight.seq === seq ? { ...flight, fate } : flight));
}

/** It arrives `byUs` later; what was sent behind it on its connection waits for it. */
export function delayMessage(world: World, seq: number, byUs: number): void {
  const { from, to, epoch, dueAt } = flightOf(world, seq);
  const late = Math.max(dueAt, world.now) + byUs;
  const waits = (flight: Delivery): boolean =>
    flight.seq >= seq && flight.from === from && flight.to === to && flight.epoch === epoch;
  world.changeFlights((flight) =>
    waits(flight) && flight.dueAt < late ? { ...flight, dueAt: late } : flight,
  );
  const direction = must(world.process(from).out.get(to), 'connection of a message in flight');
  direction.lastDueAt = Math.max(direction.lastDueAt, late);
}

/** It arrives once more, `byUs` after the first time, whatever came in between. */
export function duplicateMessage(world: World, seq: number, byUs: number): void {
  const flight = flightOf(world, seq);
  world.sendCopy(flight, Math.max(flight.dueAt, world.now) + byUs);
}

function flightOf(world: World, seq: number): Delivery {
  return must(world.flight(seq), `message ${seq} in flight`);
}
