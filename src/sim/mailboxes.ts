import { must } from '../base/assert.ts';
import type { Context } from './actor.ts';
import { exponential } from './draw.ts';
import type { LocalItem } from './item.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/* What serves the disk and the lanes of processes. `lane` is null for the disk. */

/** Puts the head of a mailbox into service when nothing is. */
export function serve(world: World, process: Process, lane: string | null): void {
  const mailbox = lane === null ? process.disk : process.lane(lane);
  if (mailbox.busy) return;
  let first = mailbox.first();
  while (first !== null && first.tag !== '' && isTagStalled(world, process, lane, first.tag)) {
    mailbox.setFirstAside();
    first = mailbox.first();
  }
  if (first === null) return;
  mailbox.busy = true;
  let cost = first.cost;
  if (lane === null) {
    const { fsyncUs, fsyncJitterUs, bytesPerS } = world.config.disk;
    const extra = world.conditions.disk(process.id) ?? 0;
    const tail = exponential(world.stream(process, 'kernel/disk'), fsyncJitterUs);
    cost = fsyncUs + tail + Math.ceil((first.cost * 1_000_000) / bytesPerS) + extra;
    process.fsyncUs = cost;
  }
  world.pushLocal(lane === null ? 'disk' : 'lane', process, world.now + cost, lane ?? '', null);
}

/** The disk wrote what it had in service; while it stands still, that is held. */
export function onDiskDone(world: World, process: Process, item: LocalItem, ctx: Context): void {
  if (world.conditions.disk(process.id) === null) {
    process.held.push(item);
    return;
  }
  const work = process.disk.shift();
  process.disk.busy = false;
  serve(world, process, null);
  process.actor.written(work, ctx);
}

/** A lane is through with what it had in service; while it stands still, that is held, or set aside for its tag. */
export function onLaneDone(world: World, process: Process, item: LocalItem, ctx: Context): void {
  const { name } = item;
  const lane = process.lane(name);
  const stall = world.conditions.laneStall(process.id, name, must(lane.first(), 'work in service').tag);
  if (stall === 'lane') {
    process.held.push(item);
    return;
  }
  if (stall === 'tag') {
    lane.setFirstAside();
    lane.busy = false;
    serve(world, process, name);
    return;
  }
  const work = lane.shift();
  lane.busy = false;
  serve(world, process, name);
  process.actor.worked(name, work, ctx);
}

/** What was set aside goes on where its tag may. */
export function recallAside(world: World, process: Process): void {
  for (const [name, lane] of process.lanes) {
    if (lane.asideDepth === 0) continue;
    lane.recall((tag) => isTagStalled(world, process, name, tag));
    serve(world, process, name);
  }
}

function isTagStalled(world: World, process: Process, lane: string | null, tag: string): boolean {
  return lane !== null && world.conditions.laneStall(process.id, lane, tag) === 'tag';
}
