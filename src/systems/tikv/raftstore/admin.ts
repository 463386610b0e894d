import { unreachable } from '../../../base/assert.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Command, CommitMergeCommand, TxnCommand, WriteCommand } from './command.ts';
import {
  applyCommitMerge,
  applyPrepareMerge,
  applyRollbackMerge,
  sourceReady,
  startCatchUp,
} from './merge.ts';
import { applyChangePeers } from './members.ts';
import type { Peer } from './peer.ts';
import { applySplit } from './split.ts';
import type { Store } from './state.ts';

/** Commands that change Regions. */
export type AdminCommand = Exclude<Command, WriteCommand | TxnCommand>;

export function applyAdmin(s: Store, peer: Peer, command: AdminCommand, index: number, ctx: Context): void {
  switch (command.type) {
    case 'split':
      applySplit(s, peer, command, index, ctx);
      return;
    case 'prepare-merge':
      applyPrepareMerge(s, peer, command, index, ctx);
      return;
    case 'commit-merge':
      applyCommitMerge(s, peer, command, index, ctx);
      return;
    case 'rollback-merge':
      applyRollbackMerge(s, peer, command, index, ctx);
      return;
    case 'change-peers':
      applyChangePeers(s, peer, command, index, ctx);
      return;
    default:
      unreachable(command);
  }
}

/** True when the CommitMerge must wait until this store's source peer has applied everything up to it. */
export function blockedOnSource(s: Store, peer: Peer, command: CommitMergeCommand, ctx: Context): boolean {
  if (sourceReady(s, command)) return false;
  startCatchUp(s, peer, command, ctx);
  return true;
}
