import type { RawAction } from '../model/command.ts';
import { formatAction } from '../scenario/actions.ts';
import type { CasSpec, ClientDo, OpSpec, SingleSpec } from '../systems/client/index.ts';

/** Operations typed by hand, as the client takes them. */

const ORDER_BYTES = 128;
/** A typed command is shown with its answer; a pasted key of kilobytes is not. */
const TYPED_CHARS_MAX = 200;

export function typedOrder(action: RawAction): ClientDo {
  return { kind: 'client.do', bytes: ORDER_BYTES, spec: specOf(action), typed: typedWords(action) };
}

/** The command as it was typed, shortened. */
export function typedWords(action: RawAction): string {
  const words = formatAction(action);
  return words.length <= TYPED_CHARS_MAX ? words : `${words.slice(0, TYPED_CHARS_MAX - 1)}…`;
}

function specOf(action: RawAction): OpSpec {
  switch (action.do) {
    case 'put': {
      const { key, value, bytes = 0 } = action;
      return single({ op: 'put', key, value: value.padEnd(bytes, '.') }, action.store);
    }
    case 'cas': {
      const { key, expected = null, value, store } = action;
      const spec: CasSpec = { op: 'cas', key, expected, value };
      return store === undefined ? spec : { ...spec, ...{ store } };
    }
    case 'get':
    case 'delete':
      return single({ op: action.do, key: action.key, value: null }, action.store);
  }
}

function single(spec: SingleSpec, store: number | undefined): OpSpec {
  return store === undefined ? spec : { ...spec, ...{ store } };
}
