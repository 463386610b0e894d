import { describe, expect, it } from 'vitest';
import { parseAction } from '../../scenario/parse-action.ts';
import type { FlightRow } from '../../model/frame.ts';
import { flightRow, testFrame } from '../scene/testing.ts';
import { changesBetween } from './changes.ts';
import { allOffers, offersFor } from './offers.ts';

const frame = testFrame();

describe('offersFor', () => {
  it('offers nothing that the engine could not read', () => {
    const offers = allOffers(frame);
    expect(offers.length).toBeGreaterThan(20);
    for (const offer of offers) {
      const text = [offer.command, ...offer.asks.map((ask) => `${ask}=x`)].join(' ');
      expect(parseAction(text), text).toMatchObject({ ok: true });
    }
  });

  it('offers both neighbours of a Region in the middle and one at the ends', () => {
    const merges = (id: number) =>
      offersFor(frame, `region:${id}`)
        .filter((offer) => offer.command.startsWith('merge'))
        .map((offer) => offer.command);
    expect(merges(2)).toEqual(['mergeRegion region=2 target=3', 'mergeRegion region=2 target=1']);
    expect(merges(1)).toEqual(['mergeRegion region=1 target=2']);
  });

  it('keeps what is impossible, with the reason', () => {
    const offers = offersFor(frame, 'region:1').filter((offer) => offer.command.startsWith('transfer'));
    expect(offers.map((offer) => offer.impossible)).toEqual(['it already leads', '', '']);
    const stopped = {
      ...frame,
      processes: frame.processes.map((process) => ({ ...process, health: 'down' as const })),
    };
    const restart = (of: typeof frame) =>
      offersFor(of, 'store:2').find((offer) => offer.command.startsWith('restart'))?.impossible;
    expect([restart(frame), restart(stopped)]).toEqual(['it is running', '']);
  });

  it('offers to remove a replica, and to move one only where a store has none', () => {
    const commands = (of: typeof frame) => offersFor(of, 'region:2').map((offer) => offer.command);
    expect(commands(frame)).toContain('removePeer region=2 store=3');
    expect(commands(frame).some((command) => /^(add|move)Peer/.test(command))).toBe(false);
    const without = {
      ...frame,
      regions: frame.regions.map((row) => ({ ...row, stores: row.stores.filter((store) => store !== 3) })),
    };
    expect(commands(without)).toContain('addPeer region=2 store=3');
    expect(commands(without)).toContain('movePeer region=2 from=1 to=3');
  });

  it('gives a peer the deeds of its Region and of its store', () => {
    const commands = offersFor(frame, 'peer:2@3').map((offer) => offer.command);
    expect(commands).toContain('splitRegion region=2');
    expect(commands).toContain('kill process=store-3');
    expect(commands).not.toContain('kill process=store-1');
  });

  it('offers to take a zone down while something runs there, and up while something is down', () => {
    const about = (of: typeof frame) =>
      offersFor(of, 'az:az-2')
        .filter((offer) => offer.command.endsWith('Az az=az-2'))
        .map((offer) => [offer.command, offer.impossible === '']);
    expect(about(frame)).toEqual([
      ['killAz az=az-2', true],
      ['restartAz az=az-2', false],
    ]);
    const down = {
      ...frame,
      processes: frame.processes.map((row) =>
        row.az === 'az-2' ? { ...row, health: 'down' as const } : row,
      ),
    };
    expect(about(down).map(([, possible]) => possible)).toEqual([false, true]);
  });

  it('offers to cut, slow and thin out a link, and to heal what struck it', () => {
    const fault = {
      id: 'cut-az-1-az-2',
      fault: 'cut-link',
      words: 'nothing passes zone az-1 ↔ zone az-2',
      since: 0,
    };
    const commands = (ref: string) =>
      offersFor({ ...frame, faults: [fault] }, ref).map((offer) => [offer.command, offer.impossible === '']);
    expect(commands('link:az-1/az-2')).toEqual([
      ['fault id=cut-az-1-az-2 fault=cut-link from=az:az-1 to=az:az-2', false],
      ['fault id=slow-az-1-az-2 fault=slow-link from=az:az-1 to=az:az-2', true],
      ['fault id=lossy-az-1-az-2 fault=lossy-link from=az:az-1 to=az:az-2', true],
      ['heal id=cut-az-1-az-2', true],
    ]);
    expect(commands('link:az-2/az-3')).toHaveLength(3);
  });

  it('offers to cut a zone, then to heal it, and not to cut it twice', () => {
    const fault = {
      id: 'cut-az-2',
      fault: 'partition-az',
      words: 'zone az-2 is cut off from the others',
      since: 0,
    };
    const offers = offersFor({ ...frame, faults: [fault] }, 'az:az-2');
    const cutting = offers.filter((offer) => offer.group === 'faults');
    expect(cutting.map((offer) => [offer.command, offer.impossible === ''])).toEqual([
      ['fault id=cut-az-2 fault=partition-az az=az-2', false],
      ['heal id=cut-az-2', true],
    ]);
  });
});

describe('messages', () => {
  const flight = flightRow({ id: 1_207.25, family: 'raft', from: 'store-1' });
  const offered = (change: Partial<FlightRow>, ref = 'message:1207.25') =>
    offersFor({ ...frame, flights: [{ ...flight, ...change }] }, ref);

  it('can be dropped, delayed and repeated by the number of the whole batch', () => {
    const offers = offered({});
    expect(offers.map((offer) => [offer.command, offer.asks.join('')])).toEqual([
      ['dropMessage message=1207', ''],
      ['delayMessage message=1207 byUs=20000', ''],
      ['delayMessage message=1207 byUs=2000000', ''],
      ['delayMessage message=1207', 'byUs'],
      ['duplicateMessage message=1207', ''],
      ['duplicateMessage message=1207 byUs=2000000', ''],
    ]);
    expect(offers.filter((offer) => offer.impossible !== '')).toEqual([]);
    for (const offer of offers)
      expect(parseAction(offer.command + offer.asks.map((ask) => ` ${ask}=5ms`).join(''))).toMatchObject({
        ok: true,
      });
  });

  it('say why not: arrived, lost, on a stream, or its sender gone', () => {
    const why = (offers: ReturnType<typeof offered>) => [...new Set(offers.map((offer) => offer.impossible))];
    expect(why(offered({}, 'message:9'))).toEqual(['it is not on its way any more']);
    expect(why(offered({ doomed: true }))).toEqual(['it will not arrive anyway']);
    expect(why(offered({ family: 'client' }))).toEqual([
      '',
      'its stream delivers each message once; only raft messages can come twice',
    ]);
    const processes = frame.processes.map((row) =>
      row.id === 'store-1' ? { ...row, health: 'down' as const } : row,
    );
    expect(why(offersFor({ ...frame, processes, flights: [flight] }, 'message:1207.25'))).toEqual([
      '',
      'its sender is down: the connection ends behind it',
    ]);
  });
});

describe('changesBetween', () => {
  it('lists what differs in the order of the newer one', () => {
    const inspection = (term: string, commit: string) => ({
      ref: 'region:1',
      title: '',
      subtitle: '',
      log: null,
      actions: [],
      facts: [
        { group: 'raft', name: 'term', value: term, term: '' },
        { group: 'raft', name: 'commit', value: commit, term: '' },
      ],
    });
    expect(changesBetween(inspection('6', '20'), inspection('6', '21'))).toEqual([
      { name: 'commit', was: '20', now: '21' },
    ]);
  });
});
