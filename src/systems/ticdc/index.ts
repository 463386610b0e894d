export { CaptureActor } from './capture.ts';
export type { CaptureOptions, CaptureView, ConfiguredChangefeed } from './options.ts';
/** Where `EtcdActor.view` finds the election of the capture cluster. */
export { OWNER_PREFIX } from './keys.ts';
export { divideRange } from './span.ts';
export { StatusTap } from './status-tap.ts';
