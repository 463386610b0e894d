import type { CaptureId, ChangefeedId, ProcessId } from '../../model/ids.ts';
import type { Ts } from '../../model/ts.ts';
import type { ChangefeedSpec } from './msg.ts';

/** The layout of the capture cluster's keys in etcd (facts 4.1.1) and the records they hold, as JSON. */

export const CDC_PREFIX = '/tikv/cdc/';
/** Election: one key per candidate, named by its lease; the smallest create revision owns. Value: capture id. */
export const OWNER_PREFIX = '/tikv/cdc/owner/';
export const CAPTURE_PREFIX = '/tikv/cdc/capture/';
const INFO_PREFIX = '/tikv/cdc/changefeed/info/';
const STATUS_PREFIX = '/tikv/cdc/changefeed/status/';

export interface CaptureRecord {
  readonly capture: CaptureId;
  readonly process: ProcessId;
}

/** facts 4.8.1; `removed` is never stored: the keys are gone then. */
export type ChangefeedState = 'normal' | 'warning' | 'stopped' | 'failed' | 'removed';

/** What the owner persists. `epoch` grows with every restart of the changefeed, so stale processors are known. */
export interface ChangefeedStatus {
  readonly checkpoint: Ts;
  readonly resolved: Ts;
  readonly state: ChangefeedState;
  readonly epoch: number;
}

export function ownerKey(lease: number): string {
  return OWNER_PREFIX + lease.toString(16).padStart(8, '0');
}

export function captureKey(capture: CaptureId): string {
  return CAPTURE_PREFIX + capture;
}

export function infoKey(changefeed: ChangefeedId): string {
  return INFO_PREFIX + changefeed;
}

export function statusKey(changefeed: ChangefeedId): string {
  return STATUS_PREFIX + changefeed;
}

/** Which changefeed's info a key is, null for other keys. */
export function changefeedOfInfo(key: string): ChangefeedId | null {
  return key.startsWith(INFO_PREFIX) ? key.slice(INFO_PREFIX.length) : null;
}

/** Which changefeed's status a key is, null for other keys. */
export function changefeedOfStatus(key: string): ChangefeedId | null {
  return key.startsWith(STATUS_PREFIX) ? key.slice(STATUS_PREFIX.length) : null;
}

export function encodeCapture(record: CaptureRecord): string {
  return JSON.stringify({ capture: record.capture, process: record.process });
}

export function decodeCapture(value: string): CaptureRecord {
  return JSON.parse(value) as CaptureRecord;
}

export function encodeInfo(spec: ChangefeedSpec): string {
  const { id, startKey, endKey, spans, startTs } = spec;
  return JSON.stringify({ id, startKey, endKey, spans, startTs });
}

export function decodeInfo(value: string): ChangefeedSpec {
  return JSON.parse(value) as ChangefeedSpec;
}

export function encodeStatus(status: ChangefeedStatus): string {
  const { checkpoint, resolved, state, epoch } = status;
  return JSON.stringify({ checkpoint, resolved, state, epoch });
}

export function decodeStatus(value: string): ChangefeedStatus {
  return JSON.parse(value) as ChangefeedStatus;
}
