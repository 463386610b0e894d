import { expect, test } from 'vitest';
import { libraryDoc } from '../scenario/library/index.ts';
import { createEngine } from './index.ts';

test('a changefeed that was paused is held by that, and by something else or nothing when it goes on', () => {
  const doc = libraryDoc('first-light');
  const built = doc === null ? null : createEngine(doc, { history: true });
  if (built === null || !built.ok) throw new Error('no engine');
  const engine = built.value;
  const blame = () => engine.frame().changefeeds[0]?.blame;
  engine.advance(3_000_000);
  engine.act({ do: 'pauseChangefeed', changefeed: 'cf-1' });
  engine.advance(4_000_000);
  expect(blame()).toEqual(['the changefeed is stopped: nobody replicates']);
  engine.act({ do: 'resumeChangefeed', changefeed: 'cf-1' });
  engine.advance(6_000_000);
  expect(blame()?.join()).not.toContain('nobody replicates');
});
