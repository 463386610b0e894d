import { expect, it } from 'vitest';
import { DEFAULT_LAYOUT, readLayout, SHARE, withShare } from './layout.ts';

it('keeps every view at a size at which it shows something', () => {
  expect(withShare(DEFAULT_LAYOUT, 'stage', 99).stage).toBe(SHARE.stage.max);
  expect(withShare(DEFAULT_LAYOUT, 'tide', -5)).toEqual({ ...DEFAULT_LAYOUT, tide: SHARE.tide.min });
  expect(withShare(DEFAULT_LAYOUT, 'charts', 40.26).charts).toBe(40.3);
});

it('reads what it wrote, and stands as made when something else is stored', () => {
  const layout = withShare(withShare(DEFAULT_LAYOUT, 'stage', 50), 'tide', 30);
  expect(readLayout(JSON.stringify(layout))).toEqual(layout);
  for (const text of [null, '', 'nonsense', '7', '[]', '{"stage":"wide","other":1}', '{"stage":null}'])
    expect(readLayout(text)).toEqual(DEFAULT_LAYOUT);
  expect(readLayout('{"stage":1e9,"tide":30}')).toEqual({
    ...DEFAULT_LAYOUT,
    stage: SHARE.stage.max,
    tide: 30,
  });
});
