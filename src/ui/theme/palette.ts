/** The colours of `tokens.css` as canvases need them: resolved once per theme. */
export interface Palette {
  readonly paper: string;
  readonly sea: string;
  readonly panel: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly onInk: string;
  readonly line: string;
  readonly hairline: string;
  readonly water: string;
  readonly shallow: string;
  readonly deep: string;
  readonly waterTop: string;
  readonly waterBottom: string;
  readonly isobath: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly s1: string;
  readonly s2: string;
  readonly s3: string;
  readonly s4: string;
  readonly warn: string;
  readonly bad: string;
  readonly ok: string;
  readonly hatch: string;
  readonly shade: string;
  readonly sans: string;
  readonly mono: string;
  readonly chart: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    paper: value('--paper'),
    sea: value('--sea'),
    panel: value('--panel'),
    ink: value('--ink'),
    ink2: value('--ink-2'),
    ink3: value('--ink-3'),
    onInk: value('--on-ink'),
    line: value('--line'),
    hairline: value('--hairline'),
    water: value('--water'),
    shallow: value('--shallow'),
    deep: value('--deep'),
    waterTop: value('--water-top'),
    waterBottom: value('--water-bottom'),
    isobath: value('--isobath'),
    accent: value('--accent'),
    accentSoft: value('--accent-soft'),
    s1: value('--s-1'),
    s2: value('--s-2'),
    s3: value('--s-3'),
    s4: value('--s-4'),
    warn: value('--warn'),
    bad: value('--bad'),
    ok: value('--ok'),
    hatch: value('--hatch'),
    shade: value('--shade'),
    sans: "'Inter', system-ui, 'Liberation Sans', sans-serif",
    mono: "'JetBrains Mono', ui-monospace, 'Liberation Mono', monospace",
    chart: "'Newsreader', Georgia, 'Liberation Serif', serif",
  };
}
