import { US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts B-27, 3.5.1, 3.1.7. */
export const slowCapture = story({
  id: 'slow-capture',
  title: 'A capture that takes nothing in',
  shows:
    'The capture stands still for two seconds while writes go on. What it does not take in waits in the memory of the stores, under a small quota. When the ' +
    'quota is spent, the store gives the Region up with Congested and forgets what waited; the capture subscribes again and ' +
    'scans what it missed. Nothing is lost, and memory stays bounded.',
  seed: 10,
  cluster: CAPTURED,
  config: {
    ...BARE_CONFIG,
    cdc: { ...BARE_CONFIG.cdc, sinkMemoryQuotaBytes: 6_000, streamWindowBytes: 2_000 },
    net: { ...BARE_CONFIG.net, keepaliveTimeoutUs: 5 * US_PER_S },
  },
  // In two seconds they write three times the quota.
  workload: [traffic({ threads: 6, endAtUs: 6 * US_PER_S })],
  commands: [
    { at: 2 * US_PER_S, do: 'pause', process: 'capture-a' },
    { at: 4 * US_PER_S, do: 'resume', process: 'capture-a' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'The capture follows the writes.' },
    {
      id: 'paused',
      on: { at: 2 * US_PER_S },
      caption: 'It stops. Its window closes, and the store keeps for it what it cannot send.',
    },
    {
      id: 'congested',
      on: { kind: 'cdc.error', nth: 1 },
      caption: 'The quota is spent: Congested. What was applied cannot be refused, so the subscription is.',
    },
    {
      id: 'back',
      on: { at: 4 * US_PER_S },
      caption: 'The capture wakes up, hears of it, and subscribes again from its resolved ts.',
    },
  ],
  untilUs: 10 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.3,
});
