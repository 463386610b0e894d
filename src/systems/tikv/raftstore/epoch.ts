import type { Region } from '../../../model/region.ts';
import type { Command } from './command.ts';

/** Which parts of a Region's epoch a command depends on: proposed under another value it is refused at apply. */
export interface EpochCheck {
  /** The range and what a merge or split left of it. */
  readonly version: boolean;
  /** Who the peers are. */
  readonly confVer: boolean;
}

/**
 * What each command depends on (TiKV raftstore/src/store/util.rs `admin_cmd_epoch_lookup`, facts cdc 0.5). Whatever moves a
 * part of the epoch also checks it, so that two proposals made under one epoch cannot both move it:
 *
 *     command           moves (cdc 0.5)
 *     split             version, by the number of new Regions, on all that result
 *     prepare-merge     version and confVer of the source, by one each
 *     commit-merge      version of the target, to one above the larger of the two
 *     rollback-merge    version of the source, by one
 *     change-peers      confVer, by the number of peers changed
 */
export const EPOCH_CHECKS: Readonly<Record<Command['type'], EpochCheck>> = {
  write: { version: true, confVer: false },
  txn: { version: true, confVer: false },
  split: { version: true, confVer: true },
  'prepare-merge': { version: true, confVer: true },
  'commit-merge': { version: true, confVer: true },
  'rollback-merge': { version: true, confVer: true },
  'change-peers': { version: false, confVer: true },
};

/** Whether a command was proposed under an epoch that a part it depends on has left. */
export function outdated({ epoch }: Region, command: Command): boolean {
  const check = EPOCH_CHECKS[command.type];
  if (check.version && command.version !== epoch.version) return true;
  return check.confVer && 'confVer' in command && command.confVer !== epoch.confVer;
}
