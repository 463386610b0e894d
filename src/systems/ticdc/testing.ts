import type { SystemConfig } from '../../model/config.ts';
import type { Context } from '../../sim/actor.ts';
import type { Kit } from './kit.ts';
import { IdSource } from './kit.ts';

/** What a part of capture A has at hand, under its first identity. Tests only. */
export function kitOf(ctx: Context, config: SystemConfig, off: readonly string[] = []): Kit {
  return {
    ctx,
    env: {
      process: 'capture-a',
      capture: 'capture-a#1',
      incarnation: 1,
      etcd: 'etcd-1',
      upstreamPd: 'pd-1',
      recoveryPd: 'r-pd-1',
      config,
      rules: { off },
    },
    ids: IdSource.forIncarnation(1),
    router: new Map(),
  };
}
