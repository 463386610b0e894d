import type { Region } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import { observeAdmin } from './observe.ts';
import { clearUnowned } from './destroy.ts';
import type { SplitCommand } from './command.ts';
import { announceRegion, traceBeginning } from './metadata.ts';
import { heartbeatPd, reportSplit } from './pd-reports.ts';
import type { Peer } from './peer.ts';
import { onRaftMessage } from './messages.ts';
import { maxTsAfterSplit } from './region-max-ts.ts';
import type { Store } from './state.ts';

/**
 * BatchSplit at apply (facts 3.7.5): the parent keeps the last part, every part gets the parent's version plus the
 * number of new Regions, and on the parent's leader the new peers campaign at once.
 */
export function applySplit(s: Store, peer: Peer, command: SplitCommand, index: number, ctx: Context): void {
  const [parent, children] = splitRegion(peer.region, command);
  observeAdmin(s, peer, 'split', index, [...children, parent], ctx);
  const parts = children.length + 1;
  const keys = Math.floor(peer.keys / parts);
  const bytes = Math.floor(peer.bytes / parts);
  peer.region = parent;
  peer.keys -= keys * children.length;
  peer.bytes -= bytes * children.length;
  announceRegion(s, peer, 'split', index, ctx);
  const created: Peer[] = [];
  for (const region of children) {
    const child = createChild(s, region, ctx);
    if (child === null) continue;
    child.keys = keys;
    child.bytes = bytes;
    maxTsAfterSplit(s, peer, child);
    announceRegion(s, child, 'split-new', index, ctx);
    created.push(child);
  }
  if (peer.isLeader) {
    reportSplit(s, [...children, parent], ctx);
    heartbeatPd(s, peer, ctx);
  }
  for (const child of created) {
    if (peer.isLeader) child.raft.campaign();
    s.touch(child, ctx);
    const early = s.early.get(child.region.id);
    s.early.delete(child.region.id);
    if (early !== undefined) onRaftMessage(s, early, ctx);
  }
}

/** Null when the Region is known to be gone again, or came by snapshot before. */
function createChild(s: Store, region: Region, ctx: Context): Peer | null {
  const mine = region.peers.find((p) => p.storeId === s.storeId);
  const tombstone = s.tombstones.get(region.id);
  const existing = s.peers.get(region.id);
  if (existing?.initialized === true) return null;
  const buried = tombstone !== undefined && (tombstone.merged || tombstone.peer >= (mine?.id ?? 0));
  // The Region went on without this store's peer before the split was applied here.
  if (mine === undefined || buried || (existing !== undefined && existing.id > mine.id)) {
    clearUnowned(s, region);
    return null;
  }
  s.peers.delete(region.id);
  const child = s.createPeer(region, mine.id);
  traceBeginning(s, child, ctx);
  return child;
}

/** Parent first, then the new Regions in key order. */
export function splitRegion(region: Region, command: SplitCommand): [Region, Region[]] {
  const epoch = { confVer: region.epoch.confVer, version: region.epoch.version + command.splitKeys.length };
  let startKey = region.startKey;
  const children = command.splitKeys.map((splitKey, i): Region => {
    const ids = command.children[i];
    const child: Region = {
      id: ids?.regionId ?? 0,
      startKey,
      endKey: splitKey,
      epoch,
      peers: region.peers.map((p, j) => ({ id: ids?.peerIds[j] ?? 0, storeId: p.storeId, role: p.role })),
    };
    startKey = splitKey;
    return child;
  });
  return [{ ...region, startKey, epoch }, children];
}
