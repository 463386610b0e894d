import { must } from '../../../base/assert.ts';
import type { OperationKind } from '../operation.ts';
import type { OpSpec } from '../slot.ts';
import { batch } from './batch.ts';
import { cas } from './cas.ts';
import { transaction } from '../txn/transaction.ts';
import { scan } from './scan.ts';
import { single } from './single.ts';

/** Every kind of operation there is: one file, and here its names. */
const OPERATIONS: Readonly<Record<string, OperationKind>> = {
  put: single,
  get: single,
  delete: single,
  batchPut: batch,
  batchGet: batch,
  batchDelete: batch,
  scan,
  cas,
  txn: transaction,
};

export function operationOf(spec: OpSpec): OperationKind {
  return must(OPERATIONS[spec.op], `operation ${spec.op}`);
}
