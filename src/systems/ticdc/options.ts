import type { RuleSet, SystemConfig } from '../../model/config.ts';
import type { CaptureRow, ChangefeedRow } from '../../model/frame.ts';
import type { AzId, ChangefeedId, ProcessId } from '../../model/ids.ts';

/** How a capture is started: its place, its settings and whom it talks to. */
export interface CaptureOptions {
  readonly process: ProcessId;
  readonly az: AzId;
  readonly config: SystemConfig;
  readonly rules: RuleSet;
  readonly etcd: ProcessId;
  readonly upstreamPd: ProcessId;
  /** All members of the upstream PD, where there are more than `upstreamPd`. */
  readonly upstreamPdMembers?: readonly ProcessId[];
  readonly recoveryPd: ProcessId;
  /** Those with `atUs` 0 are created by the captures themselves; the others by `ticdc.create-changefeed`. */
  readonly changefeeds: readonly ConfiguredChangefeed[];
}

export interface ConfiguredChangefeed {
  readonly id: ChangefeedId;
  readonly atUs: number;
  readonly startKey: string;
  readonly endKey: string;
  readonly spans: number;
  /** 'beginning' when omitted. */
  readonly startTs?: 'now' | 'beginning';
}

export interface CaptureView {
  /** All of the page's row but its health, which the process itself cannot know. */
  readonly capture: Omit<CaptureRow, 'health'>;
  /** Null unless this capture owns. */
  readonly changefeeds: readonly ChangefeedRow[] | null;
}
