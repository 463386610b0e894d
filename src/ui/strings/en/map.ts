import type { FlightFamily } from '../../state/store.ts';

/** The cluster map, and the names that its things have everywhere. */
export const map = {
  map: {
    label: 'Cluster map: zones, stores, Regions and messages in flight',
    summary: (zones: number, stores: number, regions: number, replicas: number) =>
      `${zones} ${zones === 1 ? 'zone' : 'zones'} · ${stores} ${stores === 1 ? 'store' : 'stores'} · ${regions} ${regions === 1 ? 'Region' : 'Regions'} × ${replicas}`,
    families: 'Messages to show',
    family: (name: string, count: number) =>
      `${count} ${name} ${count === 1 ? 'message' : 'messages'} in flight; a click hides or shows them`,
    noMessages: 'Nothing is on its way at this moment.',
    gone: 'This is no longer there.',
    notShown: (count: number) => `${count} more not drawn`,
    raftLog: 'raft log',
    apply: 'apply',
    cdc: 'cdc',
    storeName: (id: number) => `store ${id}`,
    fsync: (words: string) => `fsync ${words}`,
    clock: (words: string) => `clock ${words}`,
    led: (leaders: number, peers: number) => `leads ${leaders} of ${peers}`,
    hottest: (region: number, perS: number) => `hottest ${region} · ${perS}/s`,
    density: 'What stands out',
    densities: { focus: 'focus', context: 'context', all: 'all' },
    densityHint: {
      focus: 'Only the selected Region stands out',
      context: 'The selected Region and its neighbours stand out',
      all: 'Everything is drawn alike',
    },
    cutOff: 'cut off',
    down: 'down',
    paused: 'paused',
    noTs: 'no timestamp yet',
    link: (a: string, b: string) => `${a} – ${b}`,
    linkBetween: (a: string, b: string) => `Link ${a} – ${b}`,
    linkCut: 'cut',
    linkCarries: (perS: string, messages: string) => `${perS}, ${messages} messages/s`,
    quiet: 'quiet',
    acked: (acked: string, total: string) => `${acked} / ${total} acked`,
    ackedEndless: (acked: string) => `${acked} acked`,
    pending: (count: number) => `${count} pending`,
  },
  families: {
    raft: 'raft',
    client: 'client',
    pd: 'pd',
    cdc: 'cdc',
    sink: 'sink',
    etcd: 'etcd',
    capture: 'capture',
    'check-leader': 'check leader',
  } satisfies Record<FlightFamily, string>,
  aria: {
    peer: (region: number, role: string, store: number, extra: string) =>
      `Region ${region}, ${role} on store ${store}${extra}`,
    region: (region: number, leader: number, extra: string) =>
      `Region ${region}, ${leader === 0 ? 'no leader' : `leader on store ${leader}`}${extra}`,
    store: (id: number, health: string, leaders: number, peers: number) =>
      `store ${id}, ${health}, ${leaders} leaders of ${peers} peers`,
    process: (id: string, health: string) => `${id}, ${health}`,
    az: (name: string) => `zone ${name}`,
    link: (a: string, b: string, words: string) => `link ${a} to ${b}, ${words}`,
    capture: (id: string, health: string, owner: boolean, spans: number) =>
      `${id}, ${health}${owner ? ', owner' : ''}, ${spans} ${spans === 1 ? 'span' : 'spans'}`,
    recovery: 'recovery cluster',
  },
  roles: {
    leader: 'leader',
    follower: 'follower',
    learner: 'learner',
    incoming: 'incoming voter',
    demoting: 'voter being demoted',
    candidate: 'candidate',
    'pre-candidate': 'pre-candidate',
  },
  cards: {
    log: (term: number, last: number, disk: number) => `term ${term} · log ${last} · disk ${disk}`,
    applied: (commit: number, applied: number) => `committed ${commit} · applied ${applied}`,
    votes: (granted: number, needed: number) => `votes ${granted} of ${needed}`,
    queues: (raftLog: number, apply: number, cdc: number) =>
      `raft log ${raftLog} · apply ${apply} · cdc ${cdc}`,
    batch: (count: number, size: string, lasts: string) =>
      `${count} ${count === 1 ? 'message' : 'messages'}, ${size} · ${lasts} on the way`,
    changefeed: (id: string) => `changefeed ${id}`,
  },
  health: { up: 'up', down: 'down', paused: 'paused' },
  notes: {
    snapshot: 'snapshot',
    merging: 'merging',
    'syncing-ts': 'ts sync',
    hibernated: 'asleep',
    transferring: 'transfer',
  },
} as const;
