import type { EntityRef, Inspection, InspectionFact } from '../model/frame.ts';
import { formatDuration, formatInstant } from '../model/time.ts';
import type { Ts } from '../model/ts.ts';
import { formatTs, physicalMs, TS_ZERO } from '../model/ts.ts';
import { changefeedRows } from './frame.ts';
import { familyOf, flightSeq, labelOf } from './flights.ts';
import { fact, offer } from './inspection.ts';
import { inspectPeer, inspectRegion } from './inspect-region.ts';
import { raftBatchOf, raftMessageFacts } from './inspect-message.ts';
import { rowFacts, rowsOf } from './inspect-rows.ts';
import { storeProcess } from './names.ts';
import type { Run } from './run.ts';
import { captureActor, clientActor, etcdOf, isStore, pdOf, storeActor } from './servers.ts';
import { OWNER_PREFIX } from '../systems/ticdc/index.ts';
import type { Delivery } from '../sim/item.ts';
import type { Process } from '../sim/process.ts';
import type { World } from '../sim/world.ts';

/** Full detail of one thing; null when there is no such thing (any more). */
export function inspect(ref: EntityRef, run: Run): Inspection | null {
  const colon = ref.indexOf(':');
  const kind = ref.slice(0, colon);
  const name = ref.slice(colon + 1);
  switch (kind) {
    case 'region':
      return inspectRegion(Number(name), run);
    case 'peer': {
      const [region, store] = name.split('@');
      return inspectPeer(Number(region), Number(store), run);
    }
    case 'store':
      return inspectProcess(storeProcess(Number(name)), ref, run);
    case 'process':
    case 'capture':
      return inspectProcess(name, ref, run);
    case 'changefeed':
      return inspectChangefeed(name, run);
    case 'message':
      return inspectMessage(Number(name), run);
    default:
      return null;
  }
}

/* ---- processes ------------------------------------------------------------------------------------------- */

function inspectProcess(id: string, ref: EntityRef, run: Run): Inspection | null {
  const { world } = run;
  if (!world.hasProcess(id)) return null;
  const process = world.process(id);
  const { health, az, incarnation, kind, cluster } = process;
  const facts: InspectionFact[] = [
    fact('process', 'health', health),
    fact('process', 'zone', az),
    fact('process', 'starts', String(incarnation)),
    fact('process', 'wall clock', offset(world.wallOffsetUs(process)), 'clock skew'),
  ];
  if (process.fsyncUs !== null)
    facts.push(fact('disk', 'last fsync', formatDuration(process.fsyncUs), 'fsync'));
  if (process.disk.depth > 0) facts.push(fact('disk', 'writes waiting', String(process.disk.depth)));
  for (const [lane, mailbox] of process.lanes) {
    const aside = mailbox.asideDepth === 0 ? '' : `, ${mailbox.asideDepth} of them held by a fault`;
    facts.push(fact('lanes', lane, `${mailbox.depth} waiting${aside}`));
  }
  if (process.held.length > 0)
    facts.push(fact('process', 'held until it goes on', String(process.held.length)));
  facts.push(...serverFacts(process, run));
  const names: Readonly<Record<Process['kind'], string>> = {
    store: 'TiKV store',
    pd: 'placement driver',
    etcd: 'coordination service',
    capture: 'TiCDC capture',
    client: 'client',
  };
  const store = isStore(process) ? storeActor(process).view(world.now).store.id : null;
  const name = store === null ? id : `store ${store}`;
  const actions = [
    offer(`kill ${name}`, { do: 'kill', process: id }, run),
    offer(`restart ${name}`, { do: 'restart', process: id }, run),
    offer(`pause ${name}`, { do: 'pause', process: id }, run),
    offer(`resume ${name}`, { do: 'resume', process: id }, run),
  ];
  if (kind === 'pd' && cluster === 'upstream')
    actions.push(offer('make the leader of PD resign', { do: 'resignPd' }, run));
  if (kind === 'capture' && captureActor(process).view().capture.owner)
    actions.push(offer('make the owner resign', { do: 'resignOwner' }, run));
  return {
    ref,
    title: store === null ? id : `Store ${store}`,
    subtitle: `${names[kind]}, ${cluster} cluster, ${health}`,
    facts,
    log: null,
    actions,
  };
}

/** How far a store's clock or cache stands behind (or ahead of) what PD would grant now, by the physical parts. */
function behind(clockTs: Ts, run: Run): string {
  const pdTs = pdOf(run.world).view().tso;
  if (clockTs === TS_ZERO || pdTs === TS_ZERO) return '—';
  return `${physicalMs(pdTs) - physicalMs(clockTs)} ms`;
}

function serverFacts(process: Process, run: Run): InspectionFact[] {
  const { world } = run;
  if (isStore(process)) {
    const { store } = storeActor(process).view(world.now);
    return [
      fact('store', 'peers', String(store.peers), 'peer'),
      fact('store', 'leaders', String(process.health === 'down' ? 0 : store.leaders), 'leader'),
      fact('store', 'entries waiting for the disk', String(store.raftLogQueue)),
      fact('store', 'entries waiting for apply', String(store.applyQueue), 'applied'),
      fact('store', 'rows waiting in the CDC endpoint', String(store.cdcQueue), 'endpoint'),
      fact('timestamps', 'next', formatTs(store.clockTs), 'causal timestamp'),
      fact('timestamps', 'behind PD', behind(store.clockTs, run), 'causal timestamp'),
      fact('timestamps', 'left in the cache', String(store.tsCached), 'CausalTsProvider'),
      fact(
        'writes',
        'mean time before the propose',
        store.preProposeUs === null ? '—' : formatDuration(store.preProposeUs),
      ),
    ];
  }
  switch (process.kind) {
    case 'pd': {
      const row = pdOf(world, process.id).view();
      return [
        fact('TSO', 'leader', row.leader ? 'yes' : 'no', 'leader'),
        fact('TSO', 'last granted', formatTs(row.tso), 'TSO'),
        fact('TSO', 'durable up to', `${row.savedMs} ms`, 'TSO window'),
        ...row.operators.map((words, i) => fact('operators', `${i + 1}`, words, 'operator')),
      ];
    }
    case 'etcd': {
      const row = etcdOf(world)?.view(OWNER_PREFIX, world.now);
      return row === undefined
        ? []
        : [
            fact('etcd', 'revision', String(row.revision)),
            fact('etcd', 'leases', String(row.leases), 'lease'),
            fact('election', 'owner', row.owner ?? 'nobody', 'owner'),
            fact('election', 'lease left', formatDuration(row.ownerLeaseLeftUs), 'lease'),
          ];
    }
    case 'capture':
      return captureFacts(process);
    case 'client': {
      const client = clientActor(process);
      const totals = client.totals();
      const facts = Object.entries(totals).map(([name, count]) =>
        fact('operations', NAMES[name] ?? name, String(count)),
      );
      for (const row of client.view()) facts.push(fact('workloads', row.id, row.words));
      return facts;
    }
    default:
      return [];
  }
}

const NAMES: Readonly<Record<string, string>> = {
  issued: 'issued',
  acked: 'acknowledged',
  failed: 'failed',
  unknown: 'outcome unknown',
  inFlight: 'in flight',
};

function captureFacts(process: Process): InspectionFact[] {
  const { capture } = captureActor(process).view();
  if (process.health === 'down') return [];
  const facts = [
    fact('capture', 'identity', capture.capture === '' ? 'not registered' : capture.capture, 'capture'),
    fact('capture', 'owner', capture.owner ? 'yes' : 'no', 'owner'),
    fact('capture', 'rows in the sorter', String(capture.sorterDepth), 'sorter'),
    fact('capture', 'sorter gate', formatTs(capture.gateTs), 'resolved ts'),
    fact('capture', 'rows not acknowledged downstream', String(capture.sinkInFlight), 'sink'),
    fact('capture', 'rows per second', String(capture.eventsPerS)),
  ];
  for (const span of capture.spans) {
    const group = `${span.changefeed} ${span.span}`;
    facts.push(
      fact(group, 'state', span.tableState, 'replication set'),
      fact(group, 'Regions initialized', `${span.regionsInitialized} of ${span.regions}`, 'INITIALIZED'),
      fact(group, 'resolved ts', formatTs(span.resolvedTs), 'resolved ts'),
      fact(group, 'checkpoint', formatTs(span.checkpointTs), 'checkpointTs'),
    );
  }
  return facts;
}

/* ---- changefeeds and messages -------------------------------------------------------------------------------- */

function inspectChangefeed(id: string, run: Run): Inspection | null {
  const row = changefeedRows(run).find((each) => each.id === id);
  if (row === undefined) return null;
  const lag = (us: number | null): string => (us === null ? '—' : formatDuration(us));
  const facts = [
    fact('changefeed', 'state', row.state),
    fact('changefeed', 'checkpoint', formatTs(row.checkpointTs), 'checkpointTs'),
    fact('changefeed', 'checkpoint lag', lag(row.checkpointLagUs), 'checkpoint lag'),
    fact('changefeed', 'resolved ts', formatTs(row.resolvedTs), 'resolved ts'),
    fact('changefeed', 'resolved ts lag', lag(row.resolvedLagUs), 'resolved ts'),
    ...row.blame.map((words, i) => fact('held by', `${i + 1}`, words)),
    ...row.spans.map((span) =>
      fact(
        'spans',
        span.span,
        `${span.state}${span.primary === null ? '' : ` on ${span.primary}`}, checkpoint ${formatTs(span.checkpointTs)}`,
        'span',
      ),
    ),
  ];
  return {
    ref: `changefeed:${id}`,
    title: `Changefeed ${id}`,
    // What holds it stands below, cause by cause.
    subtitle: `${row.state}, ${row.spans.length} ${row.spans.length === 1 ? 'span' : 'spans'}`,
    facts,
    log: null,
    actions: [offer('make the owner resign', { do: 'resignOwner' }, run)],
  };
}

function inspectMessage(id: number, run: Run): Inspection | null {
  const { world } = run;
  const seq = flightSeq(id);
  const flight = world.flight(seq);
  if (flight === null) return null;
  const { from, to, message, sentAt, dueAt, cause } = flight;
  const facts = [
    fact('message', 'number', String(seq)),
    fact('message', 'kind', message.kind),
    fact('message', 'family', familyOf(flight, world)),
    fact('message', 'size', `${message.bytes} bytes`),
    fact('way', 'sent', formatInstant(sentAt)),
    fact('way', 'due', formatInstant(dueAt)),
    fact('way', 'left', formatDuration(Math.max(0, dueAt - world.now))),
    fact('way', 'arrives', arrives(flight, world)),
    fact('cause', 'sent while handling', `item ${cause}`),
  ];
  const batch = raftBatchOf(message);
  if (batch !== null) facts.push(...raftMessageFacts(batch));
  const rows = rowsOf(message);
  if (rows !== null) facts.push(...rowFacts(rows));
  for (const [name, value] of Object.entries(message)) {
    if (name === 'kind' || name === 'bytes' || batch !== null) continue;
    if (rows !== null && (name === 'rows' || name === 'txns')) continue;
    facts.push(fact('content', name, short(value)));
  }
  return {
    ref: `message:${id}`,
    title: labelOf(message),
    subtitle: `${from} → ${to}`,
    facts,
    log: null,
    actions: [],
  };
}

function arrives(flight: Delivery, world: World): string {
  if (flight.fate !== 'arrives') return 'no: it gets lost on its way';
  return world.doomed(flight) ? 'no: the link is cut or the receiver is down' : 'yes';
}

const CONTENT_CHARS_MAX = 200;

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > CONTENT_CHARS_MAX ? `${text.slice(0, CONTENT_CHARS_MAX)}…` : text;
}

function offset(us: number): string {
  return us === 0 ? 'right' : `${formatDuration(Math.abs(us))} ${us > 0 ? 'ahead' : 'behind'}`;
}
