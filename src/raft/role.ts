import type { Role } from './types.ts';

const NAMES: Readonly<Record<Role, string>> = {
  follower: 'StateFollower',
  'pre-candidate': 'StatePreCandidate',
  candidate: 'StateCandidate',
  leader: 'StateLeader',
};

/** A role as the reference's log lines and scripts name it: `StateFollower` and so on (facts raft §13). */
export function roleName(role: Role): string {
  return NAMES[role];
}
