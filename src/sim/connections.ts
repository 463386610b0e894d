import { baseLatencyUs } from './network.ts';
import type { Direction } from './network.ts';
import type { Delivery } from './item.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/** Why the message does not arrive (and what that does to its connection), or null. */
export function lossReason(
  world: World,
  item: Delivery,
  from: Process,
  to: Process,
  direction: Direction,
): string | null {
  const { net } = world.config;
  if (direction.epoch !== item.epoch) return 'connection broken';
  if (direction.dead) return 'connection stalled';
  if (item.fate === 'discarded') return 'discarded';
  if (to.health === 'down') {
    scheduleBreak(world, direction, from, to, baseLatencyUs(net, to, from));
    return 'refused';
  }
  if (world.conditions.link(from.id, from.az, to.id, to.az).cut) {
    direction.dead = true;
    scheduleBreak(world, direction, from, to, net.keepaliveTimeoutUs);
    return 'link cut';
  }
  if (item.fate === 'lost') {
    direction.dead = true;
    scheduleBreak(world, direction, from, to, baseLatencyUs(net, to, from));
    return 'lost';
  }
  return null;
}

function scheduleBreak(
  world: World,
  direction: Direction,
  from: Process,
  to: Process,
  delayUs: number,
): void {
  if (direction.breaking) return;
  direction.breaking = true;
  world.pushLocal('break', from, world.now + delayUs, to.id, null, direction.epoch);
}

/** Both directions end; both ends are told. */
export function breakConnection(world: World, from: Process, to: Process, epoch: number): void {
  const direction = world.direction(from, to);
  if (direction.epoch !== epoch) return;
  direction.end();
  world.direction(to, from).end();
  world.pushLocal('disconnected', from, world.now, to.id, null);
  if (to.health !== 'down') world.pushLocal('disconnected', to, world.now, from.id, null);
}

/** The process died: each peer that is up sees its connection reset. */
export function resetConnections(world: World, died: Process): void {
  for (const other of world.allProcesses()) {
    if (other === died) continue;
    const out = died.out.get(other.id);
    const back = other.out.get(died.id);
    if (out === undefined && back === undefined) continue;
    // What it sent before it died still arrives; the reset comes behind it.
    const resetAt = Math.max(out?.lastDueAt ?? 0, world.now + baseLatencyUs(world.config.net, died, other));
    back?.end();
    if (other.health !== 'down') world.pushLocal('disconnected', other, resetAt, died.id, null);
  }
}
