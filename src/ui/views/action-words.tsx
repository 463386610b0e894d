import { parseAction } from '../../scenario/parse-action.ts';
import { sentenceOf } from '../../scenario/sentence.ts';
import { tell } from '../strings/index.ts';

/** An action's text as people read it: `split Region 2 in the middle of its data`. What cannot be read stays as it is. */
export function ActionWords({ text }: { text: string }) {
  const action = parseAction(text);
  if (!action.ok) return <span className="num truncate">{text}</span>;
  return <span className="truncate">{tell(sentenceOf(action.value))}</span>;
}
