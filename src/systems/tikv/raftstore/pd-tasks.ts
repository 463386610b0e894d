import { stripTs } from '../../../model/key.ts';
import { sameEpoch } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import type { AskSplit, AskSplitResponse, OperatorStep } from '../../pd/msg.ts';
import { splitCommand } from './command.ts';
import { wake } from './hibernate.ts';
import { tryMemberWishes } from './members.ts';
import { prepareObstacle } from './merge.ts';
import { failOperator, NO_OPERATOR } from './pd-reports.ts';
import type { Peer } from './peer.ts';
import { proposeAdmin } from './propose.ts';
import type { Store } from './state.ts';
import { wishTransfer } from './transfer.ts';

/** What PD asks of the store, and what the store asks of PD. */

const ASK_BYTES = 256;

/** A step of a PD operator reaches the Region's leader; it may come more than once. */
export function onOperatorStep(s: Store, message: OperatorStep, ctx: Context): void {
  const { operator, region, step } = message;
  const peer = s.peers.get(region);
  if (peer === undefined || !peer.isLeader) {
    failOperator(s, operator, region, 'this store does not lead the Region', ctx);
    return;
  }
  wake(peer);
  if (peer.mergeState !== null) {
    if (step.type !== 'merge') failOperator(s, operator, region, 'the Region is merging', ctx);
    return;
  }
  switch (step.type) {
    case 'transfer-leader':
      wishTransfer(s, peer, operator, step.toStore, ctx);
      return;
    case 'split':
      askSplit(s, peer, operator, step.splitKeys, ctx);
      return;
    case 'merge': {
      if (s.mergeWishes.has(region)) return;
      const obstacle = prepareObstacle(s, peer, step.target);
      if (obstacle === 'the Regions are not adjacent' || obstacle === 'the Regions are on different stores') {
        failOperator(s, operator, region, obstacle, ctx);
        return;
      }
      const untilUs = ctx.monotonicUs() + s.options.config.pd.operatorTimeoutUs;
      s.mergeWishes.set(region, { target: step.target, operator, untilUs });
      return;
    }
    case 'change-peer':
    case 'enter-joint':
    case 'leave-joint': {
      // Pushed again by a heartbeat that crossed the change itself.
      if (!sameEpoch(message.epoch, peer.region.epoch)) return;
      const untilUs = ctx.monotonicUs() + s.options.config.pd.operatorTimeoutUs;
      s.memberWishes.set(region, { step, epoch: message.epoch, operator, untilUs });
      tryMemberWishes(s, ctx);
      return;
    }
  }
}

/** The split checker (facts 7.1): a Region that has grown beyond the limit asks for a split by itself. */
export function checkSize(s: Store, peer: Peer, ctx: Context): void {
  const { regionSplitBytes } = s.options.config.store;
  if (!peer.isLeader || peer.mergeState !== null || regionSplitBytes === 0 || peer.bytes <= regionSplitBytes)
    return;
  askSplit(s, peer, NO_OPERATOR, [], ctx);
}

/** The reads of a Region want it in two parts. */
export function askSplitByLoad(s: Store, peer: Peer, key: string, ctx: Context): void {
  if (peer.isLeader && peer.mergeState === null) askSplit(s, peer, NO_OPERATOR, [key], ctx);
}

function askSplit(s: Store, peer: Peer, operator: number, wanted: readonly string[], ctx: Context): void {
  for (const ask of s.splitAsks.values()) if (ask.region === peer.region.id) return;
  const splitKeys = wanted.length > 0 ? wanted : middleKey(s, peer);
  const { startKey, endKey } = peer.region;
  const inside = splitKeys.every((key) => key > startKey && (endKey === '' || key < endKey));
  if (splitKeys.length === 0 || !inside) {
    const why =
      splitKeys.length === 0
        ? 'the Region has too little data to split'
        : 'the split key is outside of the Region';
    failOperator(s, operator, peer.region.id, why, ctx);
    return;
  }
  const id = s.nextId++;
  s.splitAsks.set(id, { region: peer.region.id, epoch: peer.region.epoch, splitKeys, operator });
  const message: AskSplit = {
    kind: 'pd.ask-split',
    bytes: ASK_BYTES,
    id,
    region: peer.region,
    count: splitKeys.length,
  };
  s.sendPd(message, ctx);
}

/** The user key in the middle of the Region's data, without its timestamp (I-K3); none when there are not two keys. */
function middleKey(s: Store, peer: Peer): string[] {
  const half = Math.floor(peer.keys / 2);
  let seen = 0;
  let first = '';
  let middle = '';
  s.engine.scanVersions(peer.region, (versionedKey) => {
    const key = stripTs(versionedKey);
    if (first === '') first = key;
    if (key !== first) middle = key;
    return ++seen <= half || middle === '';
  });
  return middle === '' ? [] : [middle];
}

export function onAskSplitResponse(s: Store, message: AskSplitResponse, ctx: Context): void {
  const ask = s.splitAsks.get(message.id);
  s.splitAsks.delete(message.id);
  if (ask === undefined) return;
  const peer = s.peers.get(ask.region);
  if (message.error !== '') {
    failOperator(s, ask.operator, ask.region, message.error, ctx);
    return;
  }
  if (
    peer === undefined ||
    !peer.isLeader ||
    peer.mergeState !== null ||
    !sameEpoch(peer.region.epoch, ask.epoch)
  ) {
    failOperator(s, ask.operator, ask.region, 'the Region changed meanwhile', ctx);
    return;
  }
  const command = splitCommand(ask.epoch, ask.splitKeys, message.ids);
  if (!proposeAdmin(s, peer, command, ctx)) {
    failOperator(s, ask.operator, ask.region, 'proposal dropped', ctx);
    return;
  }
  for (let i = 0; i < ask.splitKeys.length; i++) {
    ctx.trace({
      kind: 'region.split-proposed',
      region: ask.region,
      store: s.storeId,
      splitKey: ask.splitKeys[i] ?? '',
      newRegion: message.ids[i]?.regionId ?? 0,
    });
  }
}

/** The line to PD broke: what was asked will not be answered. */
export function onPdLost(s: Store): void {
  s.splitAsks.clear();
}
