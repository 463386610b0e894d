import type { EntityRef, Frame, ProcessRow } from '../../model/frame.ts';
import type { ProcessId } from '../../model/ids.ts';
import { refTo } from '../refs.ts';
import { say } from '../strings/later.ts';
import { offer } from './offer.ts';
import type { Offer } from './offer.ts';

export function processOffers(frame: Frame): readonly Offer[] {
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
    const stopped = state === 'stopped' || state === 'failed';
    const moves = spans.flatMap(({ startWords, span, primary }) => {
      const holder = frame.captures.find((row) => row.capture === primary)?.process;
      return captures.map((to) =>
        offer(
          'processes',
          `moveSpan changefeed=${id} key=${startWords === '−∞' ? '""' : startWords} to=${to}`,
          say.offers.moveSpan(span, to),
          to === holder ? say.offers.why.hasSpan : noOwner,
          [...about, refTo.capture(to), ...(holder === undefined ? [] : [refTo.capture(holder)])],
        ),
      );
    });
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

export function aboutProcess(frame: Frame, process: ProcessRow): readonly EntityRef[] {
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
