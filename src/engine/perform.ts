import { AssertionError, must, unreachable } from '../base/assert.ts';
import { findFault } from '../faults/index.ts';
import type { Action } from '../model/command.ts';
import { encodeRawKey } from '../model/key.ts';
import type { Effect } from '../model/effect.ts';
import type { AzId, RegionId } from '../model/ids.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { faultSentence, sentenceOf } from '../scenario/sentence.ts';
import type { World } from '../sim/world.ts';
import type {
  AdminRequest,
  Order,
  PdResign,
  RemoveOperator,
  Step,
  SwitchScheduler,
} from '../systems/pd/msg.ts';
import type { CreateChangefeed, ResignOwner } from '../systems/ticdc/msg.ts';
import { sendToCaptures } from './console.ts';
import { messageWords, tamper } from './message-deeds.ts';
import { CLIENT } from './names.ts';
import { mergeTarget, orderOf } from './possible.ts';
import { liveCapture, pdLeader, pdOf, processesToKill, processesToRestart } from './servers.ts';
import { typedOrder } from './typed.ts';

const ORDER_BYTES = 128;

/** A fault that holds until it is healed. */
export interface ActiveFault {
  readonly id: string;
  readonly fault: string;
  readonly words: string;
  readonly since: number;
}

/** The sentence of the log and the timeline for an action that is possible: with the names of what it meets in `world`. */
export function wordsOf(action: Action, world: World): string {
  switch (action.do) {
    case 'mergeRegion': {
      const target = action.target ?? mergeTarget(action.region, world)?.id;
      return sentenceOf(target === undefined ? action : { ...action, target });
    }
    case 'resignPd':
      return `make ${pdLeader(world)} give up the leadership of PD`;
    case 'fault':
      return faultSentence(action.id, faultOf(action).words);
    case 'dropMessage':
    case 'delayMessage':
    case 'duplicateMessage':
      return messageWords(action, world);
    default:
      return sentenceOf(action);
  }
}

/**
 * Does what an operator of the real system would do. Call only what `impossible` lets pass, inside
 * `world.external`. Faults are begun and healed by the conductor, which keeps the list of them.
 */
export function perform(action: Exclude<Action, { do: 'fault' | 'heal' }>, world: World): void {
  switch (action.do) {
    case 'splitRegion':
      askPd(
        action.region,
        { type: 'split', splitKeys: action.key === undefined ? [] : [encodeRawKey(action.key)] },
        world,
        wordsOf(action, world),
      );
      return;
    case 'mergeRegion': {
      const target =
        action.target === undefined
          ? mergeTarget(action.region, world)
          : pdOf(world).service.regionById(action.target)?.region;
      askPd(
        action.region,
        { type: 'merge', target: must(target, 'merge target') },
        world,
        wordsOf(action, world),
      );
      return;
    }
    case 'transferLeader':
      askPd(action.region, { type: 'transfer-leader', toStore: action.store }, world, wordsOf(action, world));
      return;
    case 'addPeer':
    case 'removePeer':
    case 'movePeer':
      askPd(action.region, orderOf(action), world, wordsOf(action, world));
      return;
    case 'removeOperator': {
      const order: RemoveOperator = {
        kind: 'pd.remove-operator',
        bytes: ORDER_BYTES,
        region: action.region,
      };
      world.inject(pdLeader(world), order);
      return;
    }
    case 'pdScheduler': {
      const order: SwitchScheduler = {
        kind: 'pd.switch-scheduler',
        bytes: ORDER_BYTES,
        name: action.name,
        on: action.state === 'on',
      };
      world.inject(pdLeader(world), order);
      return;
    }
    case 'kill':
      world.kill(action.process);
      return;
    case 'restart':
      world.restart(action.process);
      return;
    case 'pause':
      world.pause(action.process);
      return;
    case 'resume':
      world.resume(action.process);
      return;
    case 'killAz':
      for (const { id } of processesToKill(action.az, world)) world.kill(id);
      return;
    case 'restartAz':
      for (const { id } of processesToRestart(action.az, world)) world.restart(id);
      return;
    case 'put':
    case 'delete':
    case 'get':
    case 'cas':
    case 'batchPut':
    case 'batchGet':
    case 'batchDelete':
    case 'scan':
      world.inject(CLIENT, typedOrder(action));
      return;
    case 'createChangefeed': {
      const { changefeed, startKey = '', endKey = '' } = action;
      createChangefeed({ id: changefeed, startKey, endKey, spans: 1 }, world);
      return;
    }
    case 'pauseChangefeed':
    case 'resumeChangefeed':
    case 'removeChangefeed':
    case 'moveSpan':
    case 'drainCapture':
      sendToCaptures(action, world);
      return;
    case 'resignOwner': {
      const order: ResignOwner = { kind: 'ticdc.resign-owner', bytes: ORDER_BYTES };
      world.inject(must(liveCapture(world), 'running capture').id, order);
      return;
    }
    case 'resignPd': {
      const order: PdResign = { kind: 'pd.resign', bytes: ORDER_BYTES };
      world.inject(pdLeader(world), order);
      return;
    }
    case 'dropMessage':
    case 'delayMessage':
    case 'duplicateMessage':
      tamper(action, world);
      return;
    default:
      unreachable(action);
  }
}

/** An order to PD, on the path that `pd-ctl` takes. */
export function askPd(region: RegionId, step: Step | Order, world: World, words: string): void {
  const order: AdminRequest = { kind: 'pd.admin', bytes: ORDER_BYTES, region, step, words };
  world.inject(pdLeader(world), order);
}

export function createChangefeed(
  spec: Pick<ScenarioDoc['cluster']['changefeeds'][number], 'id' | 'startKey' | 'endKey' | 'spans'>,
  world: World,
): void {
  const { id, startKey, endKey, spans } = spec;
  const order: CreateChangefeed = {
    kind: 'ticdc.create-changefeed',
    bytes: ORDER_BYTES,
    spec: { id, startKey, endKey, spans, startTs: 'beginning' },
  };
  world.inject(must(liveCapture(world), 'running capture').id, order);
}

/** The fault of a possible action: its sentence, and what it does in a cluster of these zones. */
export function faultOf(
  action: Extract<Action, { do: 'fault' }>,
  azs: readonly AzId[] = [],
): { readonly words: string; readonly effects: readonly Effect[] } {
  const kind = findFault(action.fault);
  if (!kind.ok) throw new AssertionError(kind.error);
  const params = kind.value.check(action.with);
  if (!params.ok) throw new AssertionError(params.error);
  return { words: kind.value.words(params.value), effects: kind.value.effects(params.value, { azs }) };
}
