import { PD_SCHEDULERS } from '../model/config.ts';
import type { Action, ActionKind, TimedCommand } from '../model/command.ts';
import { US_PER_S } from '../model/time.ts';
import { CAPTURE_ACTIONS } from './capture-actions.ts';
import { formatAs } from './format-action.ts';
import { MESSAGE_ACTIONS } from './message-actions.ts';
import { RAW_ACTIONS } from './raw-actions.ts';

/**
 * What a person can do to a run: the catalogue behind menus, the palette, `--do` and links. Texts look like
 * `splitRegion region=3 key=g`; `parse-action.ts` reads them.
 */
export interface ActionSpec {
  readonly id: ActionKind;
  /** What it does, as a sentence. */
  readonly words: string;
  readonly params: readonly ActionParam[];
  readonly example: string;
}

export interface ActionParam {
  readonly name: string;
  readonly type:
    | 'region'
    | 'store'
    | 'process'
    | 'key'
    | 'text'
    | 'name'
    | 'number'
    | 'duration'
    | 'fault'
    | 'fault-params';
  readonly optional: boolean;
  readonly words: string;
}

const param = (id: string, type: ActionParam['type'], words: string): ActionParam => ({
  name: id,
  type,
  optional: false,
  words,
});
const optional = (id: string, type: ActionParam['type'], words: string): ActionParam => ({
  name: id,
  type,
  optional: true,
  words,
});

const REGION = param('region', 'region', 'the Region');
const PROCESS = param('process', 'process', 'for example store-2, capture-a, pd-1');
const AZ = param('az', 'name', 'the zone, for example az-2');

export const ACTIONS: readonly ActionSpec[] = [
  {
    id: 'splitRegion',
    words: 'Split a Region in two, at a key or in the middle of its data.',
    params: [REGION, optional('key', 'key', 'first key of the right half; the middle when omitted')],
    example: 'splitRegion region=3 key=g',
  },
  {
    id: 'mergeRegion',
    words: 'Merge a Region into its neighbour.',
    params: [
      REGION,
      optional('target', 'region', 'the adjacent Region that absorbs it; the one after it when omitted'),
    ],
    example: 'mergeRegion region=3 target=4',
  },
  {
    id: 'transferLeader',
    words: 'Hand the leadership of a Region to its peer on another store.',
    params: [REGION, param('store', 'store', 'the store that shall lead')],
    example: 'transferLeader region=3 store=2',
  },
  {
    id: 'addPeer',
    words: 'Give a Region one more replica: a learner first, a voter once it has caught up.',
    params: [REGION, param('store', 'store', 'the store that shall hold it')],
    example: 'addPeer region=3 store=4',
  },
  {
    id: 'removePeer',
    words: 'Take a replica of a Region away from a store.',
    params: [REGION, param('store', 'store', 'the store that holds it')],
    example: 'removePeer region=3 store=2',
  },
  {
    id: 'movePeer',
    words: 'Move a replica of a Region to another store, through joint consensus.',
    params: [
      REGION,
      param('from', 'store', 'the store that holds it'),
      param('to', 'store', 'the store that shall hold it'),
    ],
    example: 'movePeer region=3 from=2 to=4',
  },
  {
    id: 'removeOperator',
    words: 'Make PD forget what it is doing to a Region (pd-ctl operator remove).',
    params: [REGION],
    example: 'removeOperator region=3',
  },
  {
    id: 'pdScheduler',
    words: 'Switch one of PD’s schedulers or checkers on or off.',
    params: [
      param('name', 'name', `one of ${PD_SCHEDULERS.join(', ')}`),
      param('state', 'name', 'on or off'),
    ],
    example: 'pdScheduler name=balance-leader state=on',
  },
  {
    id: 'kill',
    words: 'Crash a process: what was not on its disk is lost.',
    params: [PROCESS],
    example: 'kill process=capture-a',
  },
  {
    id: 'restart',
    words: 'Start a crashed process again from its disk.',
    params: [PROCESS],
    example: 'restart process=capture-a',
  },
  {
    id: 'pause',
    words: 'Freeze a process (SIGSTOP): it keeps its memory while the world goes on.',
    params: [PROCESS],
    example: 'pause process=store-2',
  },
  {
    id: 'resume',
    words: 'Let a paused process continue (SIGCONT).',
    params: [PROCESS],
    example: 'resume process=store-2',
  },
  {
    id: 'killAz',
    words: 'Crash every process of a zone at once, as a power cut does.',
    params: [AZ],
    example: 'killAz az=az-2',
  },
  {
    id: 'restartAz',
    words: 'Start every crashed process of a zone again from its disk.',
    params: [AZ],
    example: 'restartAz az=az-2',
  },
  ...RAW_ACTIONS,
  {
    id: 'createChangefeed',
    words: 'Start replicating a key range to the recovery cluster.',
    params: [
      param('changefeed', 'name', 'a new id'),
      optional('startKey', 'key', 'first key; the start of the key space when omitted'),
      optional('endKey', 'key', 'first key behind the range; the end of the key space when omitted'),
    ],
    example: 'createChangefeed changefeed=cf-2 startKey=a endKey=m',
  },
  ...CAPTURE_ACTIONS,
  {
    id: 'resignOwner',
    words: 'Make the owner of the capture cluster give up its election.',
    params: [],
    example: 'resignOwner',
  },
  {
    id: 'resignPd',
    words: 'Make the leader of PD give up its leadership.',
    params: [],
    example: 'resignPd',
  },
  {
    id: 'fault',
    words: 'Begin a fault of the catalogue; it lasts until it is healed.',
    params: [
      param('id', 'name', 'a name for healing it'),
      param('fault', 'fault', 'its kind, see the list of faults'),
      optional('…', 'fault-params', "the fault's own parameters"),
    ],
    example: 'fault id=f1 fault=partition-az az=az-2',
  },
  {
    id: 'heal',
    words: 'End a fault.',
    params: [param('id', 'name', 'the name given when it began')],
    example: 'heal id=f1',
  },
  ...MESSAGE_ACTIONS,
];

export function actionSpec(id: string): ActionSpec | null {
  return ACTIONS.find((spec) => spec.id === id) ?? null;
}

/** The text of an action, as `parseAction` reads it. */
export function formatAction(action: Action): string {
  return formatAs(actionSpec(action.do) ?? undefined, action);
}

/** `at=5s splitRegion region=3`, as `parseTimed` reads it. */
export function formatTimed(command: TimedCommand): string {
  return `at=${formatSeconds(command.at)} ${formatAction(command.action)}`;
}

/** `12.5s`, exact to the µs and without trailing zeros: moments in links and in action text. */
export function formatSeconds(us: number): string {
  const seconds = Math.floor(us / US_PER_S);
  const rest = String(us % US_PER_S)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return rest === '' ? `${seconds}s` : `${seconds}.${rest}s`;
}
