import type { PdSchedulerName } from './config.ts';
import type { AzId, ProcessId, RegionId, StoreId } from './ids.ts';
import type { SimTime } from './time.ts';

/**
 * What a person can do to the system, as data: the `do` of a timed command in a RunSpec. Keys are user keys.
 * Each becomes what an operator of the real system would send: a PD operator, a signal to a process, an API call.
 */
export type Action =
  /** Split at `key`, or at the middle of the Region's data when omitted. */
  | { readonly do: 'splitRegion'; readonly region: RegionId; readonly key?: string }
  /** Merge `region` into the adjacent Region `target` (the one after it when omitted). */
  | { readonly do: 'mergeRegion'; readonly region: RegionId; readonly target?: RegionId }
  | { readonly do: 'transferLeader'; readonly region: RegionId; readonly store: StoreId }
  | { readonly do: 'addPeer'; readonly region: RegionId; readonly store: StoreId }
  | { readonly do: 'removePeer'; readonly region: RegionId; readonly store: StoreId }
  | { readonly do: 'movePeer'; readonly region: RegionId; readonly from: StoreId; readonly to: StoreId }
  /** pd-ctl `operator remove`: PD forgets what it is doing to the Region. */
  | { readonly do: 'removeOperator'; readonly region: RegionId }
  /** pd-ctl `scheduler add` and `remove`, and the switches of the checkers. */
  | { readonly do: 'pdScheduler'; readonly name: PdSchedulerName; readonly state: 'on' | 'off' }
  | { readonly do: 'kill'; readonly process: ProcessId }
  | { readonly do: 'restart'; readonly process: ProcessId }
  | { readonly do: 'pause'; readonly process: ProcessId }
  | { readonly do: 'resume'; readonly process: ProcessId }
  /** A power cut: every process of the zone crashes at once; clients stand outside of zones and stay. */
  | { readonly do: 'killAz'; readonly az: AzId }
  | { readonly do: 'restartAz'; readonly az: AzId }
  | RawAction
  | {
      readonly do: 'createChangefeed';
      readonly changefeed: string;
      readonly startKey?: string;
      readonly endKey?: string;
    }
  | CaptureAction
  | { readonly do: 'resignOwner' }
  /** The leader of a PD of several members gives leadership up. */
  | { readonly do: 'resignPd' }
  /** Begins a fault of the catalogue; `id` names it for `heal`. Parameters are the fault's own. */
  | {
      readonly do: 'fault';
      readonly id: string;
      readonly fault: string;
      readonly with: Readonly<Record<string, string | number>>;
    }
  | { readonly do: 'heal'; readonly id: string }
  | MessageAction;

/**
 * Done to one message on its way. `message` is its number: the same in every replay, since it counts what the run queued
 * before it, and another one as soon as something earlier is changed.
 */
export type MessageAction =
  | { readonly do: 'dropMessage'; readonly message: number }
  /** It comes that much later, and what was sent behind it on its connection not before it. */
  | { readonly do: 'delayMessage'; readonly message: number; readonly byUs: number }
  /** It comes once more: right behind the first, or that much later. */
  | { readonly do: 'duplicateMessage'; readonly message: number; readonly byUs?: number };

export type YesNo = 'yes' | 'no';

/**
 * A RawKV operation typed by hand. With `store` it goes straight to that store, whoever leads there, once; the
 * answer, or the error under its real name, is in the trace as `client.answered`.
 */
export type RawAction =
  /** `bytes` pads the value with dots to that length: a large value need not be typed. */
  | {
      readonly do: 'put';
      readonly key: string;
      readonly value: string;
      readonly bytes?: number;
      /** Seconds it shall live. */
      readonly ttl?: number;
      readonly store?: StoreId;
    }
  /** `pairs`: `a=1,b=2`; keys and values without commas. */
  | { readonly do: 'batchPut'; readonly pairs: string; readonly ttl?: number }
  /** `keys`: `a,b,c`. */
  | { readonly do: 'batchGet'; readonly keys: string }
  | { readonly do: 'batchDelete'; readonly keys: string }
  /** From `from` (absent: the first key) up to and without `to` (absent: the last). */
  | {
      readonly do: 'scan';
      readonly from?: string;
      readonly to?: string;
      readonly limit?: number;
      readonly reverse?: YesNo;
      readonly keyOnly?: YesNo;
    }
  | { readonly do: 'delete'; readonly key: string; readonly store?: StoreId }
  | { readonly do: 'get'; readonly key: string; readonly store?: StoreId }
  /** Writes `value` if the key holds `expected`; absent: if it holds nothing. */
  | {
      readonly do: 'cas';
      readonly key: string;
      readonly expected?: string;
      readonly value: string;
      readonly store?: StoreId;
    };

export type ActionKind = Action['do'];

/** A command with its moment. `seq` breaks ties: commands at one time run in this order. */
export interface TimedCommand {
  readonly at: SimTime;
  readonly action: Action;
}

/** What is said to the owner of the capture cluster. */
export type CaptureAction =
  | {
      readonly do: 'pauseChangefeed' | 'resumeChangefeed' | 'removeChangefeed';
      readonly changefeed: string;
    }
  /** Moves the span of `changefeed` that holds `key` to the capture that runs in process `to`. */
  | { readonly do: 'moveSpan'; readonly changefeed: string; readonly key: string; readonly to: ProcessId }
  /** Moves every span away from the capture that runs in `process`. */
  | { readonly do: 'drainCapture'; readonly process: ProcessId };
