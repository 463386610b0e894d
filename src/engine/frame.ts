import type {
  CaptureRow,
  ChangefeedRow,
  Frame,
  PdRow,
  PeerRow,
  ProcessRow,
  RegionRow,
  StoreRow,
} from '../model/frame.ts';
import type { RegionId, StoreId } from '../model/ids.ts';
import { describeBoundary, encodeRawKey } from '../model/key.ts';
import type { KeyRange, Region } from '../model/region.ts';
import { rangesOverlap } from '../model/region.ts';
import { RegionTable } from '../model/region-table.ts';
import { minTs, TS_ZERO } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { World } from '../sim/world.ts';
import { OWNER_PREFIX } from '../systems/ticdc/index.ts';
import type { CaptureView } from '../systems/ticdc/index.ts';
import type { LedRegion, StoreView } from '../systems/tikv/index.ts';
import { RECOVERY_PD } from './names.ts';
import { flightRows } from './flights.ts';
import type { Run } from './run.ts';
import {
  captureActor,
  captures,
  clients,
  etcdOf,
  isStore,
  pdLeader,
  pdMembers,
  pdOf,
  storeActor,
} from './servers.ts';
import { lagUs } from './watch.ts';

/** The picture of a run at its moment: plain rows, made from what each server shows of itself. */
export function frameOf(run: Run): Frame {
  const { world, watch, conductor, doc } = run;
  const standing = run.witness?.standing(run) ?? null;
  const stores = storeViews(world);
  const changefeeds = changefeedRows(run);
  return {
    at: world.now,
    validUntil: run.state === 'running' ? Math.max(world.now, run.nextAt) : doc.untilUs,
    traceLength: world.traceLength,
    fingerprint: world.fingerprint.hex(),
    run: run.state,
    azs: doc.cluster.azs,
    processes: processRows(world),
    stores: stores.map(storeRow),
    peers: stores.flatMap(peerRows),
    regions: regionRows(stores, changefeeds, run),
    ...flightRows(world),
    pd: pdRows(world),
    etcd: etcdOf(world)?.view(OWNER_PREFIX, world.now) ?? null,
    captures: captureRows(world),
    changefeeds,
    workloads: clients(world).flatMap((client) => client.view()),
    downstream:
      standing === null || standing.comparison === null
        ? null
        : { ...standing.comparison, drained: watch.progress.drained },
    checks: standing?.checks ?? [],
    faults: conductor.faults,
    links: watch.rates.links().map((link) => ({ ...link, cut: isCut(link.from, link.to, world) })),
  };
}

/* ---- stores, peers, Regions ---------------------------------------------------------------------------- */

interface ShownStore {
  readonly view: StoreView;
  readonly health: ProcessRow['health'];
  readonly fsyncUs: number | null;
}

function storeViews(world: World): ShownStore[] {
  const shown: ShownStore[] = [];
  for (const process of world.allProcesses()) {
    if (!isStore(process)) continue;
    shown.push({
      view: storeActor(process).view(world.now),
      health: process.health,
      fsyncUs: process.fsyncUs,
    });
  }
  return shown;
}

function storeRow({ view, health, fsyncUs }: ShownStore): StoreRow {
  if (health !== 'down') return { ...view.store, health, fsyncUs };
  return {
    ...view.store,
    health,
    fsyncUs,
    leaders: 0,
    raftLogQueue: 0,
    applyQueue: 0,
    cdcQueue: 0,
    tsCached: 0,
  };
}

/** What a dead process had in memory is nothing to show: its replicas lie on the disk as followers of nobody. */
function peerRows({ view, health }: ShownStore): readonly PeerRow[] {
  if (health !== 'down') return view.peers;
  return view.peers.map((peer) => ({
    ...peer,
    role: 'follower',
    lead: 0,
    electionLeft: 1,
    votesGranted: 0,
    votesRejected: 0,
    votesNeeded: 0,
    note: '',
  }));
}

interface Best {
  readonly region: Region;
  readonly led: LedRegion;
  /** 0 when no running store leads it. */
  readonly leader: StoreId;
}

function regionRows(
  stores: readonly ShownStore[],
  changefeeds: readonly ChangefeedRow[],
  run: Run,
): RegionRow[] {
  const rows: RegionRow[] = [];
  for (const cluster of ['upstream', 'recovery'] as const) {
    const mine = stores.filter(({ view }) => view.store.cluster === cluster);
    const running = mine.filter(({ health }) => health !== 'down');
    const table = new RegionTable<Best>();
    for (const best of bestOf(running.length > 0 ? running : mine)) table.upsert(best);
    for (const best of table.all())
      rows.push(regionRow(best, cluster, cluster === 'upstream' ? changefeeds : [], run));
  }
  return rows;
}

/** Per Region what its leader says, else who has the newest epoch; older epochs first. */
function bestOf(stores: readonly ShownStore[]): Best[] {
  const found = new Map<RegionId, Best>();
  for (const { view, health } of stores) {
    for (const led of view.regions) {
      const leader = led.leader && health !== 'down' ? view.store.id : 0;
      const known = found.get(led.region.id);
      if (known === undefined || beats(led, leader, known))
        found.set(led.region.id, { region: led.region, led, leader });
    }
  }
  return [...found.values()].sort(
    (a, b) => a.region.epoch.version - b.region.epoch.version || a.region.id - b.region.id,
  );
}

function beats(led: LedRegion, leader: StoreId, known: Best): boolean {
  if ((leader !== 0) !== (known.leader !== 0)) return leader !== 0;
  if (leader !== 0) return led.term > known.led.term;
  const { epoch } = led.region;
  const other = known.region.epoch;
  return epoch.version > other.version || (epoch.version === other.version && epoch.confVer > other.confVer);
}

function regionRow(
  { region, led, leader }: Best,
  cluster: RegionRow['cluster'],
  changefeeds: readonly ChangefeedRow[],
  run: Run,
): RegionRow {
  const isLed = leader !== 0;
  return {
    id: region.id,
    cluster,
    startKey: region.startKey,
    endKey: region.endKey,
    startWords: describeBoundary(region.startKey, 'start'),
    endWords: describeBoundary(region.endKey, 'end'),
    confVer: region.epoch.confVer,
    version: region.epoch.version,
    leader,
    stores: region.peers.map((peer) => peer.storeId),
    maxTs: led.maxTs,
    resolvedTs: isLed ? led.resolvedTs : TS_ZERO,
    checkpointTs: checkpointOver(region, changefeeds, run),
    inFlight: isLed ? led.inFlight : [],
    inFlightTotal: isLed ? led.inFlightTotal : 0,
    heldBy: isLed ? led.heldBy : 'no leader',
    keys: led.keys,
    bytes: led.bytes,
    ...run.watch.rates.region(region.id),
  };
}

/** The smallest checkpoint of the changefeeds that cover the Region. */
function checkpointOver(region: Region, changefeeds: readonly ChangefeedRow[], run: Run): Ts {
  let checkpoint: Ts | null = null;
  for (const row of changefeeds) {
    const range = changefeedRange(row.id, run);
    if (range === null || !rangesOverlap(region, range)) continue;
    checkpoint = checkpoint === null ? row.checkpointTs : minTs(checkpoint, row.checkpointTs);
  }
  return checkpoint ?? TS_ZERO;
}

function changefeedRange(id: string, { doc, conductor }: Run): KeyRange | null {
  for (const spec of doc.cluster.changefeeds)
    if (spec.id === id) return encodedRange(spec.startKey, spec.endKey);
  for (const command of doc.commands.slice(0, conductor.executed)) {
    if (command.do === 'createChangefeed' && command.changefeed === id) {
      return encodedRange(command.startKey ?? '', command.endKey ?? '');
    }
  }
  return null;
}

function encodedRange(startKey: string, endKey: string): KeyRange {
  return {
    startKey: startKey === '' ? '' : encodeRawKey(startKey),
    endKey: endKey === '' ? '' : encodeRawKey(endKey),
  };
}

/* ---- the other servers ------------------------------------------------------------------------------------ */

function processRows(world: World): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const process of world.allProcesses()) {
    const { id, kind, cluster, az, health } = process;
    rows.push({ id, kind, cluster, az, health, clockOffsetUs: world.wallOffsetUs(process) });
  }
  return rows;
}

function pdRows(world: World): PdRow[] {
  return [...pdMembers(world), RECOVERY_PD]
    .filter((id) => world.hasProcess(id))
    .map((id) => {
      const row = pdOf(world, id).view();
      return world.process(id).health === 'down' ? { ...row, leader: false, operators: [] } : row;
    });
}

function captureRows(world: World): CaptureRow[] {
  return captures(world).map((process) => {
    const { capture } = captureActor(process).view();
    if (process.health !== 'down') return { ...capture, health: process.health };
    return {
      ...capture,
      health: process.health,
      capture: '',
      owner: false,
      spans: [],
      sorterDepth: 0,
      sinkInFlight: 0,
      gateTs: TS_ZERO,
      eventsPerS: 0,
    };
  });
}

/** As the owner has them; without an owner, what it persisted last. Lags are measured now, with PD's clock. */
export function changefeedRows({ world, watch }: Run): ChangefeedRow[] {
  const pdNowUs = world.now + world.wallOffsetUs(world.process(pdLeader(world)));
  const lag = (ts: Ts): number | null => {
    const us = lagUs(pdNowUs, ts);
    return us < 0 ? null : us;
  };
  let owned: CaptureView['changefeeds'] = null;
  for (const process of captures(world)) {
    if (process.health !== 'down') owned = captureActor(process).view().changefeeds ?? owned;
  }
  if (owned !== null) {
    return owned.map((row) => ({
      ...row,
      checkpointLagUs: lag(row.checkpointTs),
      resolvedLagUs: lag(row.resolvedTs),
    }));
  }
  return [...watch.changefeedPositions()].map(([id, { checkpoint, resolved }]) => ({
    id,
    state: 'no owner',
    checkpointTs: checkpoint,
    resolvedTs: resolved,
    checkpointLagUs: lag(checkpoint),
    resolvedLagUs: lag(resolved),
    spans: [],
    heldBy: 'no capture owns the cluster: nobody advances the checkpoint',
    blame: ['no owner'],
  }));
}

function isCut(from: string, to: string, world: World): boolean {
  return world.conditions.link('', from, '', to).cut;
}
