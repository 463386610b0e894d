import type { Rng } from '../base/rng.ts';
import type { NetConfig } from '../model/config.ts';
import type { SimTime } from '../model/time.ts';
import { exponential } from './draw.ts';
import type { LinkCondition } from './condition.ts';
import type { Process } from './process.ts';

/**
 * One direction of the connection between two processes: ordered and lossless until it breaks. A message that
 * cannot arrive kills the connection (that is how loss looks on a TCP stream): everything after it on this
 * direction is lost too, both ends learn of it by `disconnected`, and the next send opens a new connection.
 *
 *     open ──lost or cut──▶ dead ──keepalive timeout, reset, or peer down──▶ (both ends told) ──▶ open
 */
export class Direction {
  /** Raised when the connection breaks; a message of an older epoch is lost. */
  epoch = 0;
  /** A message was lost: the rest of this epoch is too. */
  dead = false;
  /** A `disconnected` for the sender is already on its way. */
  breaking = false;
  lastDueAt: SimTime = 0;
  /** When the last byte handed to the link will have left. */
  freeAt: SimTime = 0;
  readonly rng: Rng;

  constructor(rng: Rng) {
    this.rng = rng;
  }

  /** The connection is over: what is still on its way belongs to no connection any more. */
  end(): void {
    this.epoch++;
    this.dead = false;
    this.breaking = false;
  }

  /** What lies in the past says nothing any more. */
  settle(now: SimTime): void {
    if (this.lastDueAt <= now) this.lastDueAt = 0;
    if (this.freeAt <= now) this.freeAt = 0;
  }

  clone(): Direction {
    const copy = new Direction(this.rng.clone());
    copy.epoch = this.epoch;
    copy.dead = this.dead;
    copy.breaking = this.breaking;
    copy.lastDueAt = this.lastDueAt;
    copy.freeAt = this.freeAt;
    return copy;
  }
}

/** One-way latency without the tail, µs. */
export function baseLatencyUs(net: NetConfig, from: Process, to: Process): number {
  if (from.cluster !== to.cluster && from.kind !== 'client') return net.crossClusterUs;
  return from.az === to.az ? net.intraAzUs : net.crossAzUs;
}

/** When a message of `bytes` sent now arrives; keeps the order of the connection. Always draws once. */
export function arrivalAt(
  net: NetConfig,
  direction: Direction,
  latencyUs: number,
  condition: LinkCondition,
  bytes: number,
  now: SimTime,
): SimTime {
  const tail = exponential(direction.rng, net.jitterUs);
  const start = direction.freeAt > now ? direction.freeAt : now;
  const sent = start + Math.ceil((bytes * 1_000_000) / net.bandwidthBytesPerS);
  direction.freeAt = sent;
  const due = sent + latencyUs + tail + condition.addUs;
  direction.lastDueAt = due > direction.lastDueAt ? due : direction.lastDueAt;
  return direction.lastDueAt;
}
