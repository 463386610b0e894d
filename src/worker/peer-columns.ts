import { assert, must } from '../base/assert.ts';
import type { PeerRow } from '../model/frame.ts';

/** Numbers as they are, in this order. */
const NUMBERS = [
  'region',
  'store',
  'peer',
  'term',
  'lead',
  'commit',
  'applied',
  'last',
  'persisted',
  'electionLeft',
  'votesGranted',
  'votesRejected',
  'votesNeeded',
] as const satisfies readonly (keyof PeerRow)[];
/** Words as their place in these lists, behind the numbers. */
const ROLES: readonly PeerRow['role'][] = ['follower', 'pre-candidate', 'candidate', 'leader'];
const MEMBERS: readonly PeerRow['member'][] = ['voter', 'learner', 'incoming', 'demoting'];
const NOTES: readonly PeerRow['note'][] = [
  '',
  'snapshot',
  'merging',
  'syncing-ts',
  'hibernated',
  'transferring',
];

const ROLE = NUMBERS.length;
const MEMBER = ROLE + 1;
const NOTE = ROLE + 2;
const LEARNER = ROLE + 3;

/** Numbers that stand for one replica. */
export const PEER_COLUMNS = ROLE + 4;

/** Writes the row into `columns` from `at` on. */
export function writePeer(row: PeerRow, columns: Float64Array, at: number): void {
  NUMBERS.forEach((name, index) => {
    columns[at + index] = row[name];
  });
  columns[at + ROLE] = placeOf(row.role, ROLES);
  columns[at + MEMBER] = placeOf(row.member, MEMBERS);
  columns[at + NOTE] = placeOf(row.note, NOTES);
  columns[at + LEARNER] = row.learner ? 1 : 0;
}

export function readPeer(columns: Float64Array, at: number): PeerRow {
  const number = (index: number) => columns[at + index] ?? 0;
  return {
    region: number(0),
    store: number(1),
    peer: number(2),
    role: must(ROLES[number(ROLE)], 'role of a replica'),
    learner: number(LEARNER) === 1,
    member: must(MEMBERS[number(MEMBER)], 'membership of a replica'),
    term: number(3),
    lead: number(4),
    commit: number(5),
    applied: number(6),
    last: number(7),
    persisted: number(8),
    electionLeft: number(9),
    votesGranted: number(10),
    votesRejected: number(11),
    votesNeeded: number(12),
    note: must(NOTES[number(NOTE)], 'note of a replica'),
  };
}

export function samePeer(a: PeerRow, b: PeerRow): boolean {
  return (
    a.role === b.role &&
    a.member === b.member &&
    a.note === b.note &&
    a.learner === b.learner &&
    NUMBERS.every((name) => a[name] === b[name])
  );
}

function placeOf<W extends string>(word: W, words: readonly W[]): number {
  const place = words.indexOf(word);
  assert(place >= 0, `a replica's word without a number: ${word}`);
  return place;
}
