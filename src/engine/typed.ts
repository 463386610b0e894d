import type { RawAction } from '../model/command.ts';
import { SCAN_DEFAULT } from '../scenario/raw-actions.ts';
import { typedSentence } from '../scenario/sentence.ts';
import type {
  BatchItem,
  BatchSpec,
  CasSpec,
  ClientDo,
  OpSpec,
  ScanSpec,
  SingleSpec,
} from '../systems/client/index.ts';

/** Operations typed by hand, as the client takes them. */

const ORDER_BYTES = 128;

export function typedOrder(action: RawAction): ClientDo {
  return { kind: 'client.do', bytes: ORDER_BYTES, spec: specOf(action), typed: typedSentence(action) };
}

function specOf(action: RawAction): OpSpec {
  switch (action.do) {
    case 'put': {
      const { key, value, bytes = 0, ttl } = action;
      const spec: SingleSpec = { op: 'put', key, value: value.padEnd(bytes, '.') };
      return single(ttl === undefined ? spec : { ...spec, ttlS: ttl }, action.store);
    }
    case 'cas': {
      const { key, expected = null, value, store } = action;
      const spec: CasSpec = { op: 'cas', key, expected, value };
      return store === undefined ? spec : { ...spec, ...{ store } };
    }
    case 'batchPut': {
      const spec: BatchSpec = { op: 'batchPut', items: action.pairs.split(',').map(pairOf) };
      return action.ttl === undefined ? spec : { ...spec, ...{ ttlS: action.ttl } };
    }
    case 'batchGet':
    case 'batchDelete': {
      const items = action.keys.split(',').map((key) => ({ key, value: null }));
      const spec: BatchSpec = { op: action.do, items };
      return spec;
    }
    case 'scan': {
      const { from = '', to = '', limit = SCAN_DEFAULT, reverse = 'no', keyOnly = 'no' } = action;
      const how = { limit, reverse: reverse === 'yes', keyOnly: keyOnly === 'yes' };
      const spec: ScanSpec = { op: 'scan', from, to, ...how };
      return spec;
    }
    case 'get':
    case 'delete':
      return single({ op: action.do, key: action.key, value: null }, action.store);
  }
}

function pairOf(pair: string): BatchItem {
  const at = pair.indexOf('=');
  return { key: pair.slice(0, at), value: pair.slice(at + 1) };
}

function single(spec: SingleSpec, store: number | undefined): OpSpec {
  return store === undefined ? spec : { ...spec, ...{ store } };
}
