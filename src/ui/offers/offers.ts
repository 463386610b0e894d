import { rangesTouch } from '../../model/region.ts';
import type { EntityRef, Frame, ProcessRow, RegionRow } from '../../model/frame.ts';
import type { ProcessId, RegionId } from '../../model/ids.ts';
import { refTo, regionOf, processOf, storeOf } from '../refs.ts';
import { say, tell } from '../strings/index.ts';

/**
 * What a person can do now, worked out from a frame alone, so that menus open at once. The engine has the last
 * word: what it refuses is said with its reason.
 */
export interface Offer {
  /** Action text, complete unless something is asked. */
  readonly command: string;
  readonly words: string;
  /** '' when it can be done now, else why not. */
  readonly impossible: string;
  /** Parameters still to be typed, appended as `name=value`. */
  readonly asks: readonly ('key' | 'value')[];
  readonly about: readonly EntityRef[];
  readonly group: 'regions' | 'processes' | 'faults' | 'data';
}

export function allOffers(frame: Frame): readonly Offer[] {
  return [
    ...frame.regions.flatMap((region) => regionOffers(frame, region)),
    ...processOffers(frame),
    ...faultOffers(frame),
    ...dataOffers(frame),
  ];
}

/** Offers about one thing; a peer has those of its Region, then those of its store. */
export function offersFor(frame: Frame, ref: EntityRef): readonly Offer[] {
  const wanted = new Set<EntityRef>([ref]);
  const region = regionOf(ref);
  if (region !== null) wanted.add(refTo.region(region));
  const store = storeOf(ref);
  const process =
    store !== null ? frame.stores.find((row) => row.id === store)?.process : processOf(ref, frame);
  if (process !== undefined && process !== null) wanted.add(refTo.process(process));
  return allOffers(frame).filter((offer) => offer.about.some((about) => wanted.has(about)));
}

function offer(
  group: Offer['group'],
  command: string,
  words: string,
  impossible: string,
  about: readonly EntityRef[],
  asks: Offer['asks'] = [],
): Offer {
  return { group, command, words, impossible, about, asks };
}

function regionOffers(frame: Frame, region: RegionRow): readonly Offer[] {
  if (region.cluster !== 'upstream') return [];
  const id = region.id;
  const about = [refTo.region(id)];
  const noLeader = region.leader === 0 ? say.offers.why.noLeader : '';
  const right = neighbour(frame, region, 'right');
  const left = neighbour(frame, region, 'left');
  return [
    offer('regions', `splitRegion region=${id}`, say.offers.splitMiddle(id), noLeader, about),
    offer('regions', `splitRegion region=${id}`, say.offers.splitAt(id), noLeader, about, ['key']),
    ...(right === null
      ? []
      : [
          offer(
            'regions',
            `mergeRegion region=${id} target=${right}`,
            say.offers.mergeRight(id, right),
            noLeader,
            about,
          ),
        ]),
    ...(left === null
      ? []
      : [
          offer(
            'regions',
            `mergeRegion region=${id} target=${left}`,
            say.offers.mergeLeft(id, left),
            noLeader,
            about,
          ),
        ]),
    ...region.stores.map((store) => {
      const health = frame.stores.find((row) => row.id === store)?.health ?? 'down';
      const why =
        store === region.leader
          ? say.offers.why.leads
          : noLeader !== ''
            ? noLeader
            : health === 'up'
              ? ''
              : say.offers.why.storeDown;
      return offer(
        'regions',
        `transferLeader region=${id} store=${store}`,
        say.offers.transfer(id, store),
        why,
        [...about, refTo.peer(id, store)],
      );
    }),
    ...replicaOffers(frame, region, noLeader),
  ];
}

/** Replicas come to stores without one, and leave as long as one stays. */
function replicaOffers(frame: Frame, region: RegionRow, noLeader: string): readonly Offer[] {
  const { id } = region;
  const about = [refTo.region(id)];
  const free = frame.stores.filter(
    (row) => row.cluster === region.cluster && !region.stores.includes(row.id),
  );
  const why = (health: string): string =>
    noLeader !== '' ? noLeader : health === 'up' ? '' : say.offers.why.storeDown;
  const last = region.stores.length === 1 ? say.offers.why.lastPeer : noLeader;
  return [
    ...free.map(({ id: to, health }) =>
      offer('regions', `addPeer region=${id} store=${to}`, say.offers.addPeer(id, to), why(health), about),
    ),
    ...region.stores.flatMap((from) => [
      ...free.map(({ id: to, health }) =>
        offer(
          'regions',
          `movePeer region=${id} from=${from} to=${to}`,
          say.offers.movePeer(id, from, to),
          why(health),
          [...about, refTo.peer(id, from)],
        ),
      ),
      offer('regions', `removePeer region=${id} store=${from}`, say.offers.removePeer(id, from), last, [
        ...about,
        refTo.peer(id, from),
      ]),
    ]),
  ];
}

function neighbour(frame: Frame, region: RegionRow, side: 'left' | 'right'): RegionId | null {
  const other = frame.regions.find(
    (row) =>
      row.cluster === region.cluster &&
      row.id !== region.id &&
      (side === 'right' ? rangesTouch(region, row) : rangesTouch(row, region)),
  );
  return other?.id ?? null;
}

function processOffers(frame: Frame): readonly Offer[] {
  const offers = frame.processes
    .filter((process) => process.kind !== 'client')
    .flatMap((process) => {
      const { id, health } = process;
      const about = aboutProcess(frame, process);
      const name = processWords(frame, id);
      return [
        offer(
          'processes',
          `kill process=${id}`,
          say.offers.kill(name),
          health === 'down' ? say.offers.why.alreadyDown : '',
          about,
        ),
        offer(
          'processes',
          `restart process=${id}`,
          say.offers.restart(name),
          health === 'down' ? '' : say.offers.why.running,
          about,
        ),
        offer(
          'processes',
          `pause process=${id}`,
          say.offers.pause(name),
          health === 'down' ? say.offers.why.down : health === 'paused' ? say.offers.why.pausedAlready : '',
          about,
        ),
        offer(
          'processes',
          `resume process=${id}`,
          say.offers.resume(name),
          health === 'paused' ? '' : say.offers.why.notPaused,
          about,
        ),
      ];
    });
  if (frame.etcd !== null) {
    const owner = frame.etcd.ownerProcess;
    const about = [
      refTo.process(frame.etcd.process),
      ...(owner === null ? [] : [refTo.process(owner), refTo.capture(owner)]),
    ];
    offers.push(
      offer(
        'processes',
        'resignOwner',
        say.offers.resignOwner,
        owner === null ? say.offers.why.noOwner : '',
        about,
      ),
    );
  }
  return [...offers, ...captureOffers(frame)];
}

/** What the owner of the captures can be told about changefeeds and spans. */
function captureOffers(frame: Frame): readonly Offer[] {
  const noOwner = frame.etcd === null || frame.etcd.ownerProcess === null ? say.offers.why.noOwner : '';
  const captures = frame.captures.map((capture) => capture.process);
  const feeds = frame.changefeeds.flatMap(({ id, state, spans }) => {
    const about = [refTo.changefeed(id)];
    const stopped = state === 'stopped';
    const moves = spans.flatMap(({ startWords, span }) =>
      captures.map((to) =>
        offer(
          'processes',
          `moveSpan changefeed=${id} key=${startWords === '−∞' ? '""' : startWords} to=${to}`,
          say.offers.moveSpan(span, to),
          noOwner,
          [...about, refTo.capture(to)],
        ),
      ),
    );
    return [
      offer(
        'processes',
        `pauseChangefeed changefeed=${id}`,
        say.offers.pauseFeed(id),
        stopped ? say.offers.why.pausedAlready : noOwner,
        about,
      ),
      offer(
        'processes',
        `resumeChangefeed changefeed=${id}`,
        say.offers.resumeFeed(id),
        stopped ? noOwner : say.offers.why.notPaused,
        about,
      ),
      offer('processes', `removeChangefeed changefeed=${id}`, say.offers.removeFeed(id), noOwner, about),
      ...moves,
    ];
  });
  const drains = captures.map((process) =>
    offer(
      'processes',
      `drainCapture process=${process}`,
      say.offers.drain(process),
      captures.length < 2 ? say.offers.why.onlyCapture : noOwner,
      [refTo.capture(process), refTo.process(process)],
    ),
  );
  return [...feeds, ...drains];
}

/** `fault` needs a name of its own for healing: the place it strikes, so that the same one cannot start twice. */
function faultOffers(frame: Frame): readonly Offer[] {
  const active = new Set(frame.faults.map((fault) => fault.id));
  const start = (id: string, command: string, words: string, about: readonly EntityRef[]) =>
    offer(
      'faults',
      `fault id=${id} ${command}`,
      words,
      active.has(id) ? say.offers.why.faultActive : '',
      about,
    );
  const offers: Offer[] = [];
  if (frame.azs.length > 1) {
    for (const az of frame.azs)
      offers.push(
        start(`cut-${az.id}`, `fault=partition-az az=${az.id}`, say.offers.cutAz(az.name), [refTo.az(az.id)]),
      );
  }
  for (const process of frame.processes) {
    if (process.kind !== 'store' && process.kind !== 'pd') continue;
    const about = aboutProcess(frame, process);
    const name = processWords(frame, process.id);
    offers.push(
      start(
        `stall-${process.id}`,
        `fault=stall-disk process=${process.id}`,
        say.offers.stallDisk(name),
        about,
      ),
    );
    offers.push(
      start(`slow-${process.id}`, `fault=slow-disk process=${process.id}`, say.offers.slowDisk(name), about),
    );
  }
  for (const fault of frame.faults) {
    const about = frame.processes
      .filter((process) => fault.words.includes(process.id))
      .flatMap((process) => aboutProcess(frame, process));
    const zones = frame.azs.filter((az) => fault.words.includes(az.id)).map((az) => refTo.az(az.id));
    offers.push(
      offer('faults', `heal id=${fault.id}`, say.offers.heal(tell(fault.words)), '', [...about, ...zones]),
    );
  }
  return offers;
}

function dataOffers(frame: Frame): readonly Offer[] {
  if (frame.stores.length === 0) return [];
  return [
    offer('data', 'put', say.palette.putKey, '', [], ['key', 'value']),
    offer('data', 'get', say.palette.getKey, '', [], ['key']),
    offer('data', 'delete', say.palette.deleteKey, '', [], ['key']),
  ];
}

function aboutProcess(frame: Frame, process: ProcessRow): readonly EntityRef[] {
  const store = frame.stores.find((row) => row.process === process.id);
  return [
    refTo.process(process.id),
    ...(store === undefined ? [] : [refTo.store(store.id)]),
    ...(process.kind === 'capture' ? [refTo.capture(process.id)] : []),
  ];
}

export function processWords(frame: Frame, id: ProcessId): string {
  const store = frame.stores.find((row) => row.process === id);
  return store === undefined ? id : say.map.storeName(store.id);
}
