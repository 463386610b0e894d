import type { CaptureRow, CaptureSpanRow } from '../../model/frame.ts';
import { TS_ZERO, type Ts } from '../../model/ts.ts';
import type { Table } from './table.ts';

/** The capture's row of the page, from its tables. `rowsPerTick`: rows received in each of the last ticks. */
export function captureRow(
  identity: Pick<CaptureRow, 'process' | 'az' | 'capture' | 'owner'>,
  tables: readonly Table[],
  rowsPerTick: readonly number[],
  tickUs: number,
): Omit<CaptureRow, 'health'> {
  const rows = rowsPerTick.reduce((sum, count) => sum + count, 0);
  const spanUs = rowsPerTick.length * tickUs;
  return {
    ...identity,
    spans: tables.map(spanRow),
    sorterDepth: tables.reduce((sum, table) => sum + table.sorterDepth, 0),
    sinkInFlight: tables.reduce((sum, table) => sum + table.sinkInFlight, 0),
    gateTs: smallestGate(tables),
    eventsPerS: spanUs === 0 ? 0 : Math.round((rows * 1_000_000) / spanUs),
  };
}

function spanRow(table: Table): CaptureSpanRow {
  const { span, client } = table;
  return {
    changefeed: table.changefeed,
    span: span.id,
    startWords: span.startKey === '' ? '−∞' : span.startKey,
    endWords: span.endKey === '' ? '+∞' : span.endKey,
    tableState: table.state,
    resolvedTs: table.resolved,
    checkpointTs: table.checkpoint,
    regionsInitialized: client.regionsInitialized,
    regions: client.regions,
  };
}

/** {@link TS_ZERO} without a table. */
function smallestGate(tables: readonly Table[]): Ts {
  let min: Ts | null = null;
  for (const { gateTs } of tables) if (min === null || gateTs < min) min = gateTs;
  return min ?? TS_ZERO;
}
