import type { EntityRef, Inspection } from '../model/frame.ts';
import type { Run } from './run.ts';

export function inspect(_ref: EntityRef, _run: Run): Inspection | null {
  return null;
}
