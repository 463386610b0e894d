import { test } from 'vitest';
import { createEngine } from '../../engine/index.ts';
import { firstLight } from '../../scenario/library/first-light.ts';
import { composeTs } from '../../model/ts.ts';
test('x', () => {
  const made: any = createEngine(firstLight, { history: false });
  const engine = made.ok === undefined ? made : made.value;
  const ts = composeTs(25500, 204);
  engine.onRecord = (r: any) => {
    const e = r.event;
    const at = r.at / 1000;
    if (at < 15000 || at > 29300) return;
    if (e.ts === ts || e.key === 'ua-t000k0016' || /^(span\.|capture|owner|etcd|region\.|raft.role|cdc.sub|cdc.err|cdc.init|process|net.conn|changefeed.state|ts\.)/.test(e.kind) || (at > 29100 && e.kind === 'changefeed.checkpoint') || (e.kind==='puller.resolved' && at > 25400) ) console.log(at, r.by, JSON.stringify(e).slice(0, 260));
  };
  engine.advance(29_300_000, 1e9);
}, 60000);
