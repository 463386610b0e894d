import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type {
  EntityRef,
  FlightFamily,
  Frame,
  Inspection,
  MarkRow,
  SeriesId,
  SeriesWindow,
} from '../../model/frame.ts';
import type { HeatWindow } from '../../model/heat.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { SpaceTime } from '../../model/spacetime.ts';
import type { RunCondition } from '../../model/condition.ts';
import type { SimTime } from '../../model/time.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import type { TraceLines } from '../../worker/protocol.ts';
import type { EmbedView } from '../share/embed-snippet.ts';
import type { Language } from '../strings/index.ts';
import type { Theme, ThemeChoice } from '../theme/theme.ts';
import type { Density } from '../scene/density.ts';
import type { Draft } from '../scene/timeline-flags.ts';
import type { Grab } from './grab.ts';
import { DEFAULT_LAYOUT } from './layout.ts';
import type { Layout } from './layout.ts';
import { NO_VERSIONS } from './versions.ts';
import type { Commands, Versions } from './versions.ts';

export type { FlightFamily } from '../../model/frame.ts';
/** What stands in the large part of a wide page. */
export type StageId = 'map' | 'spacetime' | 'heat';
/** What the key-range heatmap colours its cells by. */
export type HeatBy = 'writes' | 'lag' | 'leader';
export type PanelId = 'inspector' | 'log' | 'checks' | 'console';
/** The tabs of a narrow page; wide pages show all views at once. */
export type NarrowView = StageId | 'tide' | 'latency' | PanelId;
export type DialogId =
  'share' | 'author' | 'stories' | 'help' | 'glossary' | 'fidelity' | 'rules' | 'compare';

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'problem';
  readonly text: string;
}

export interface LogFilter {
  /** '' for every family, else the first word of trace kinds: `raft`, `region`, `cdc` … */
  readonly family: string;
  readonly text: string;
  readonly selectionOnly: boolean;
}

/** How the space-time diagram is looked at, and the piece of the run it has. */
export interface DiagramState {
  readonly piece: SpaceTime | null;
  readonly spanUs: SimTime;
  readonly axis: 'time' | 'order';
  readonly hidden: readonly ProcessId[];
}

/**
 * Everything the page knows. `frame`, `cursor` and `newest` change on every animation frame and are drawn by canvases
 * that subscribe; `shown`, `shownAt` and `shownNewest` are the same a few times a second, for React.
 */
export interface UiState {
  readonly phase: 'loading' | 'ready' | 'crashed';
  readonly doc: ScenarioDoc | null;
  readonly title: string;
  readonly untilUs: SimTime;
  readonly frame: Frame | null;
  readonly cursor: SimTime;
  readonly shown: Frame | null;
  readonly shownAt: SimTime;
  readonly newest: SimTime;
  readonly shownNewest: SimTime;
  readonly marks: readonly MarkRow[];
  /** What is done to the run, in order: a link carries this and nothing of `versions`. */
  readonly commands: Commands;
  readonly versions: Versions;
  /** What the run is being played up to; null when it is not. */
  readonly waiting: RunCondition | null;
  /** A command being moved along the timeline. */
  readonly draft: Draft | null;
  /** The command whose words and moment are being changed. */
  readonly editing: number | null;
  /** Newest keyframe at or before the cursor: where a crashed engine is restarted. */
  readonly keyframeAt: SimTime;
  readonly caption: string;
  readonly tryNext: string;
  readonly playing: boolean;
  /** The engine has been at one thing for a while, and nothing else moves. */
  readonly working: boolean;
  /** Simulated seconds per second of the viewer. */
  readonly rate: number;
  /** What the engine really achieves while playing; null before it is known. */
  readonly achievedRate: number | null;
  readonly selection: EntityRef | null;
  readonly hovered: EntityRef | null;
  /** What is being dragged in the cluster map. */
  readonly grab: Grab | null;
  /** Moment under the pointer in any view with a time axis. */
  readonly hoverAt: SimTime | null;
  readonly inspection: Inspection | null;
  /** The same thing before the last step, for what changed. */
  readonly inspectionBefore: Inspection | null;
  readonly series: SeriesWindow | null;
  readonly seriesOff: readonly SeriesId[];
  readonly familiesOff: readonly FlightFamily[];
  readonly diagram: DiagramState;
  readonly heat: HeatWindow | null;
  readonly heatBy: HeatBy;
  readonly log: TraceLines | null;
  /** What the console was answered. */
  readonly console: TraceLines | null;
  readonly logFilter: LogFilter;
  readonly stage: StageId;
  readonly density: Density;
  readonly layout: Layout;
  readonly panel: PanelId;
  readonly narrowView: NarrowView;
  readonly dialog: DialogId | null;
  /** What the run that this one is compared with does differently: `--off R-SORT`. */
  readonly compared: string;
  /** The popover that asks what to run up to. */
  readonly untilOpen: boolean;
  readonly paletteOpen: boolean;
  /** What the palette starts with: text already typed. */
  readonly paletteText: string;
  readonly language: Language;
  /** The page stands inside another one and shows only this view and its timeline; null: the whole page. */
  readonly embed: EmbedView | null;
  /** A file is being dragged over the page. */
  readonly dropping: boolean;
  readonly themeChoice: ThemeChoice;
  readonly theme: Theme;
  readonly reducedMotion: boolean;
  readonly banner: string;
  readonly toasts: readonly Notice[];
  readonly crash: { readonly error: string; readonly link: string; readonly keyframeAt: SimTime } | null;
}

export type UiStore = StoreApi<UiState>;

export const INITIAL: UiState = {
  phase: 'loading',
  doc: null,
  title: '',
  untilUs: 0,
  frame: null,
  cursor: 0,
  shown: null,
  shownAt: 0,
  newest: 0,
  shownNewest: 0,
  marks: [],
  commands: [],
  versions: NO_VERSIONS,
  waiting: null,
  draft: null,
  editing: null,
  keyframeAt: 0,
  caption: '',
  tryNext: '',
  playing: false,
  working: false,
  rate: 0.2,
  achievedRate: null,
  selection: null,
  hovered: null,
  grab: null,
  hoverAt: null,
  inspection: null,
  inspectionBefore: null,
  series: null,
  seriesOff: ['write-qps', 'read-qps', 'cdc-p99'],
  familiesOff: [],
  heat: null,
  heatBy: 'writes',
  diagram: { piece: null, spanUs: 60_000, axis: 'time', hidden: [] },
  log: null,
  console: null,
  logFilter: { family: '', text: '', selectionOnly: false },
  stage: 'map',
  density: 'all',
  layout: DEFAULT_LAYOUT,
  panel: 'inspector',
  narrowView: 'map',
  dialog: null,
  compared: '',
  untilOpen: false,
  paletteOpen: false,
  paletteText: '',
  language: 'en',
  embed: null,
  dropping: false,
  themeChoice: 'system',
  theme: 'light',
  reducedMotion: false,
  banner: '',
  toasts: [],
  crash: null,
};

export function createUiStore(initial: Partial<UiState> = {}): UiStore {
  return createStore<UiState>(() => ({ ...INITIAL, ...initial }));
}
