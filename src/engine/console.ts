import { must, unreachable } from '../base/assert.ts';
import type { CaptureAction } from '../model/command.ts';
import type { World } from '../sim/world.ts';
import type { ConsoleMessage } from '../systems/ticdc/msg.ts';
import { captureActor, captures, liveCapture } from './servers.ts';

const ORDER_BYTES = 128;

/** What an operator says to the capture cluster: its message, and why it cannot be said now. */

export function sendToCaptures(action: CaptureAction, world: World): void {
  world.inject(must(liveCapture(world), 'running capture').id, orderOf(action, world));
}

/** '' when it can be said. */
export function whyNoOrder(action: CaptureAction, changefeeds: ReadonlySet<string>, world: World): string {
  if (captures(world).length === 0) return 'this cluster has no captures';
  if (liveCapture(world) === null) return 'no capture is running';
  const target = action.do === 'moveSpan' ? action.to : action.do === 'drainCapture' ? action.process : null;
  if (target !== null && !captures(world).some((process) => process.id === target))
    return `there is no capture ${JSON.stringify(target)}; there are ${captures(world)
      .map((process) => process.id)
      .join(', ')}`;
  if (target !== null && world.process(target).health !== 'up')
    return `${target} is ${world.process(target).health}`;
  if (action.do === 'drainCapture') return captures(world).length < 2 ? 'there is no other capture' : '';
  if (!changefeeds.has(action.changefeed))
    return `there is no changefeed ${JSON.stringify(action.changefeed)}`;
  const state = stateOf(action.changefeed, world);
  if (action.do === 'pauseChangefeed' && state === 'stopped')
    return `${action.changefeed} is stopped already`;
  if (action.do === 'resumeChangefeed' && state !== 'stopped' && state !== 'failed')
    return `${action.changefeed} is not stopped`;
  if (action.do === 'moveSpan' && spanAt(action.changefeed, action.key, world) === null)
    return `no span of ${action.changefeed} holds ${JSON.stringify(action.key)}`;
  return '';
}

function orderOf(action: CaptureAction, world: World): ConsoleMessage {
  const bytes = ORDER_BYTES;
  switch (action.do) {
    case 'pauseChangefeed':
      return { kind: 'ticdc.set-changefeed', bytes, changefeed: action.changefeed, to: 'stopped' };
    case 'resumeChangefeed':
      return { kind: 'ticdc.set-changefeed', bytes, changefeed: action.changefeed, to: 'normal' };
    case 'removeChangefeed':
      return { kind: 'ticdc.set-changefeed', bytes, changefeed: action.changefeed, to: 'removed' };
    case 'moveSpan': {
      const { changefeed, key, to } = action;
      const span = must(spanAt(changefeed, key, world), 'span');
      return { kind: 'ticdc.move-span', bytes, changefeed, span, toProcess: to };
    }
    case 'drainCapture':
      return { kind: 'ticdc.drain-capture', bytes, process: action.process };
    default:
      return unreachable(action);
  }
}

/** As the owner shows it; '' while there is none. */
function stateOf(changefeed: string, world: World): string {
  return ownerRows(world).find((row) => row.id === changefeed)?.state ?? '';
}

/** The id of the span that holds `key`, null when the owner knows none. */
function spanAt(changefeed: string, key: string, world: World): string | null {
  const spans = ownerRows(world).find((row) => row.id === changefeed)?.spans ?? [];
  const holds = ({ startWords, endWords }: (typeof spans)[number]): boolean =>
    (startWords === '−∞' || startWords <= key) && (endWords === '+∞' || key < endWords);
  return spans.find(holds)?.span ?? null;
}

function ownerRows(world: World) {
  for (const process of captures(world)) {
    if (process.health === 'down') continue;
    const { changefeeds } = captureActor(process).view();
    if (changefeeds !== null) return changefeeds;
  }
  return [];
}
