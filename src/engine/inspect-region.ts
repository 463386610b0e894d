import type {
  FollowerProgress,
  Inspection,
  InspectionFact,
  LogMatrix,
  LogMatrixRow,
  OfferedAction,
  RegionRow,
} from '../model/frame.ts';
import type { RegionId, StoreId } from '../model/ids.ts';
import { formatDuration } from '../model/time.ts';
import { formatTs } from '../model/ts.ts';
import type { Process } from '../sim/process.ts';
import type { PeerDetail } from '../systems/tikv/index.ts';
import { frameOf } from './frame.ts';
import { fact, offer } from './inspection.ts';
import { storeProcess } from './names.ts';
import { mergeTarget } from './possible.ts';
import type { Run } from './run.ts';
import { pdOf, storeActor } from './servers.ts';

/** Log columns shown: what a panel is wide enough for. */
const COLUMNS = 24;

interface Detail {
  readonly store: StoreId;
  readonly process: Process;
  readonly peer: PeerDetail;
}

export function inspectRegion(id: RegionId, run: Run): Inspection | null {
  const row = frameOf(run).regions.find((region) => region.id === id);
  if (row === undefined) return null;
  const details = detailsOf(row, run);
  return {
    ref: `region:${id}`,
    title: `Region ${id}`,
    subtitle: `${row.startWords} … ${row.endWords}, ${row.leader === 0 ? 'no leader' : `leader on store ${row.leader}`}`,
    facts: [...regionFacts(row), ...raftFacts(row, details)],
    log: logMatrix(row, details, run),
    actions: row.cluster === 'upstream' ? regionActions(row, run) : [],
  };
}

export function inspectPeer(region: RegionId, store: StoreId, run: Run): Inspection | null {
  const frame = frameOf(run);
  const shown = frame.peers.find((peer) => peer.region === region && peer.store === store);
  if (shown === undefined) return null;
  const row = frame.regions.find((each) => each.id === region);
  const process = run.world.process(storeProcess(store));
  const detail = storeActor(process).detail(region, 1, 0, run.world.now);
  const facts = [
    fact(
      'raft',
      'role',
      shown.member === 'voter' ? shown.role : `${shown.role}, ${MEMBER[shown.member]}`,
      'role',
    ),
    fact('raft', 'peer id', String(shown.peer), 'peer'),
    fact('raft', 'term', String(shown.term), 'term'),
    fact('raft', 'follows', shown.lead === 0 ? 'nobody' : `peer ${shown.lead}`, 'leader'),
    fact('log', 'last index', String(shown.last)),
    fact('log', 'on disk', String(shown.persisted), 'persisted'),
    fact('log', 'committed', String(shown.commit), 'committed'),
    fact('log', 'applied', String(shown.applied), 'applied'),
  ];
  if (shown.role === 'follower')
    facts.push(
      fact('raft', 'election timeout left', `${Math.round(shown.electionLeft * 100)} %`, 'election timeout'),
    );
  if (shown.votesNeeded > 0) {
    facts.push(
      fact(
        'raft',
        'votes',
        `${shown.votesGranted} for, ${shown.votesRejected} against, of ${shown.votesNeeded}`,
        'vote',
      ),
    );
  }
  if (shown.note !== '') facts.push(fact('raft', 'now', shown.note));
  if (detail !== null) facts.push(...detailFacts(detail));
  const actions = [
    offer(`lead Region ${region} from store ${store}`, { do: 'transferLeader', region, store }, run),
  ];
  return {
    ref: `peer:${region}@${store}`,
    title: `Region ${region} on store ${store}`,
    subtitle: row === undefined ? shown.role : `${shown.role}, ${row.startWords} … ${row.endWords}`,
    facts,
    log: row === undefined ? null : logMatrix(row, detailsOf(row, run), run),
    actions:
      row?.cluster === 'upstream'
        ? [...actions, ...regionActions(row, run).filter((action) => !action.command.startsWith('transfer'))]
        : [],
  };
}

const MEMBER = {
  voter: 'voter',
  learner: 'learner',
  incoming: 'incoming voter',
  demoting: 'voter being demoted',
} as const;

/** Who votes, in words: both halves where two configurations are in force. */
function memberFacts({ region, status }: PeerDetail): InspectionFact[] {
  const { config } = status;
  const names = (ids: readonly number[]): string =>
    ids.length === 0
      ? 'nobody'
      : ids
          .map((id) => {
            const store = region.peers.find((peer) => peer.id === id)?.storeId;
            return store === undefined ? `peer ${id}` : `store ${store}`;
          })
          .join(', ');
  const joint = config.outgoing.length > 0;
  const facts = [
    fact('members', joint ? 'voters to come' : 'voters', names(config.incoming), 'joint consensus'),
  ];
  if (joint) {
    facts.push(
      fact('members', 'voters until then', names(config.outgoing), 'joint consensus'),
      fact('members', 'to agree', 'a majority of both', 'joint consensus'),
    );
  }
  if (config.learners.length > 0) facts.push(fact('members', 'learners', names(config.learners), 'learner'));
  if (config.learnersNext.length > 0)
    facts.push(fact('members', 'learners to come', names(config.learnersNext), 'learner'));
  return facts;
}

/** What the leader knows of each follower, one line each. */
function progressFacts({ region, peer, status }: PeerDetail): InspectionFact[] {
  return status.progress
    .filter((pr) => pr.id !== peer)
    .map((pr) => {
      const store = region.peers.find((each) => each.id === pr.id)?.storeId ?? 0;
      const words = [
        `match ${pr.match}`,
        `next ${pr.next}`,
        pr.state,
        `${pr.inflight} in flight`,
        ...(pr.paused ? ['paused'] : []),
        ...(pr.pendingSnapshot > 0 ? [`snapshot up to ${pr.pendingSnapshot} on its way`] : []),
        pr.recentActive ? 'heard from lately' : 'not heard from lately',
      ];
      return fact('progress', `store ${store}`, words.join(', '), 'Progress');
    });
}

function voteFacts({ region, status }: PeerDetail): InspectionFact[] {
  return status.votes.map(({ id, granted }) => {
    const store = region.peers.find((each) => each.id === id)?.storeId ?? 0;
    return fact('votes', `store ${store}`, granted ? 'for' : 'against', 'vote');
  });
}

function detailFacts(detail: PeerDetail): InspectionFact[] {
  const facts = [
    fact('epoch', 'confVer', String(detail.region.epoch.confVer), 'RegionEpoch'),
    fact('epoch', 'version', String(detail.region.epoch.version), 'RegionEpoch'),
    fact('CDC', 'observed', detail.observed ? 'yes' : 'no', 'observe id'),
  ];
  if (detail.status.role === 'leader') {
    facts.push(
      fact(
        'leader',
        'lease left',
        detail.leaseLeftUs === 0 ? 'none: reads ask the quorum' : formatDuration(detail.leaseLeftUs),
        'lease',
      ),
      fact(
        'leader',
        'may stamp writes',
        detail.synced ? 'yes' : 'no: waits for fresh timestamps',
        'causal timestamp',
      ),
    );
  }
  facts.push(...memberFacts(detail), ...progressFacts(detail), ...voteFacts(detail));
  if (detail.merging !== 0) facts.push(fact('merge', 'into', `Region ${detail.merging}`, 'merge'));
  return facts;
}

function regionFacts(row: RegionRow): InspectionFact[] {
  const facts = [
    fact('range', 'from', row.startWords),
    fact('range', 'to', row.endWords),
    fact('epoch', 'confVer', String(row.confVer), 'RegionEpoch'),
    fact('epoch', 'version', String(row.version), 'RegionEpoch'),
    fact('replicas', 'stores', row.stores.join(', '), 'peer'),
    fact('replicas', 'leader', row.leader === 0 ? 'none' : `store ${row.leader}`, 'leader'),
    fact('data', 'keys', String(row.keys)),
    fact('data', 'bytes', String(row.bytes)),
    fact('data', 'writes per second', String(row.writeQps)),
    fact('data', 'reads per second', String(row.readQps)),
    fact('tide', 'largest applied ts', formatTs(row.maxTs), 'Ts'),
    fact('tide', 'resolved ts', formatTs(row.resolvedTs), 'resolved ts'),
    fact('tide', 'checkpoint', formatTs(row.checkpointTs), 'checkpointTs'),
    fact('tide', 'locks', String(row.inFlightTotal), 'memory lock'),
  ];
  if (row.heldBy !== '') facts.push(fact('tide', 'held by', row.heldBy, 'resolved ts'));
  for (const write of row.inFlight.slice(0, 5))
    facts.push(
      fact(
        `${write.lock} locks`,
        write.key,
        `${formatTs(write.ts)}, since ${formatDuration(write.sinceUs)}`,
        write.lock === 'memory' ? 'memory lock' : 'start ts',
      ),
    );
  return facts;
}

/** The group as its leader has it, and the term and vote of each replica. */
function raftFacts(row: RegionRow, details: readonly Detail[]): InspectionFact[] {
  const facts: InspectionFact[] = [];
  const leader = details.find(({ store }) => store === row.leader);
  if (leader !== undefined) {
    const left = leader.peer.leaseLeftUs;
    facts.push(
      fact('raft', 'term', String(leader.peer.status.term), 'term'),
      fact('raft', 'lease left', left === 0 ? 'none: reads ask the quorum' : formatDuration(left), 'lease'),
      ...memberFacts(leader.peer),
      ...progressFacts(leader.peer),
    );
  }
  for (const { store, peer } of details) {
    const { term, vote } = peer.status;
    const who = vote === 0 ? 'for nobody' : `for peer ${vote}`;
    facts.push(fact('votes', `store ${store}`, `${who} in term ${term}`, 'vote'));
  }
  return facts;
}

function regionActions(row: RegionRow, run: Run): OfferedAction[] {
  const { id } = row;
  const actions = [offer(`split Region ${id} in the middle`, { do: 'splitRegion', region: id }, run)];
  const rows = pdOf(run.world).service.regions();
  const at = rows.findIndex(({ region }) => region.id === id);
  const before = rows[at - 1]?.region;
  const after = mergeTarget(id, run.world);
  if (after !== null)
    actions.push(
      offer(
        `merge into Region ${after.id}, the next one`,
        { do: 'mergeRegion', region: id, target: after.id },
        run,
      ),
    );
  if (at > 0 && before !== undefined) {
    actions.push(
      offer(
        `merge into Region ${before.id}, the one before`,
        { do: 'mergeRegion', region: id, target: before.id },
        run,
      ),
    );
  }
  for (const store of row.stores) {
    actions.push(
      offer(`transfer the leader to store ${store}`, { do: 'transferLeader', region: id, store }, run),
    );
  }
  const stores = run.doc.cluster.stores.map((_, i) => i + 1);
  for (const to of stores.filter((store) => !row.stores.includes(store))) {
    actions.push(offer(`add a replica on store ${to}`, { do: 'addPeer', region: id, store: to }, run));
    for (const from of row.stores) {
      const words = `move the replica on store ${from} to store ${to}`;
      actions.push(offer(words, { do: 'movePeer', region: id, from, to }, run));
    }
  }
  for (const store of row.stores)
    actions.push(
      offer(`remove the replica from store ${store}`, { do: 'removePeer', region: id, store }, run),
    );
  return actions;
}

/* ---- the raft logs side by side ------------------------------------------------------------------------------ */

function detailsOf(row: RegionRow, run: Run): Detail[] {
  const found: Detail[] = [];
  for (const store of row.stores) {
    const process = run.world.process(storeProcess(store));
    const peer = storeActor(process).detail(row.id, 1, 0, run.world.now);
    if (peer !== null) found.push({ store, process, peer });
  }
  return found;
}

function logMatrix(row: RegionRow, details: readonly Detail[], run: Run): LogMatrix | null {
  if (details.length === 0) return null;
  const last = Math.max(...details.map(({ peer }) => peer.status.lastIndex));
  const first = Math.max(1, last - COLUMNS + 1);
  const leader = details.find(({ store }) => store === row.leader);
  const rows = details.map(({ store, process, peer }): LogMatrixRow => {
    const detail = storeActor(process).detail(row.id, first, last - first + 1, run.world.now) ?? peer;
    const seen =
      leader === undefined || leader.store === store
        ? undefined
        : leader.peer.status.progress.find((p) => p.id === detail.peer);
    return {
      store,
      leader: leader?.store === store,
      terms: detail.terms,
      commit: detail.status.commit,
      applied: detail.applied,
      persisted: detail.persisted,
      progress: seen === undefined ? null : followerProgress(seen),
    };
  });
  return { first, rows };
}

function followerProgress(seen: PeerDetail['status']['progress'][number]): FollowerProgress {
  const { match, next, state, inflight, paused, pendingSnapshot, recentActive } = seen;
  return { match, next, state, inflight, paused, pendingSnapshot, recentActive };
}
