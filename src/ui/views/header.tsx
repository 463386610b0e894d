import {
  Check,
  ChevronDown,
  CircleHelp,
  Command,
  Contrast,
  Fingerprint,
  Languages,
  Link2,
  Monitor,
  Moon,
  Share2,
  Sun,
  TriangleAlert,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { must } from '../../base/assert.ts';
import { count, fingerprint } from '../format.ts';
import { usePage, useUi } from '../state/context.ts';
import { showView } from '../state/show-view.ts';
import { LANGUAGES, say, tell } from '../strings/index.ts';
import { THEME_CHOICES } from '../theme/theme.ts';
import type { ThemeChoice } from '../theme/theme.ts';

const THEME_ICONS: Readonly<Record<ThemeChoice, LucideIcon>> = {
  system: Monitor,
  light: Sun,
  dark: Moon,
  contrast: Contrast,
};

export function Header() {
  const page = usePage();
  const { store } = page;
  const { title, choice, language, rulesOff, ready } = useUi((state) => ({
    title: state.title,
    choice: state.themeChoice,
    language: state.language,
    rulesOff: state.doc?.rules.off.length ?? 0,
    ready: state.phase === 'ready',
  }));
  const otherLanguage = must(
    LANGUAGES.find(({ id }) => id !== language),
    'a second language',
  );
  const nextTheme = THEME_CHOICES[(THEME_CHOICES.indexOf(choice) + 1) % THEME_CHOICES.length] ?? 'system';
  const ThemeIcon = THEME_ICONS[choice];
  return (
    <header className="flex h-[48px] shrink-0 items-center gap-2 border-b border-line bg-panel px-[14px]">
      <a
        href="#/"
        className="flex shrink-0 items-center gap-2 rounded-md font-semibold"
        aria-label={say.app.home}
        onClick={(event) => {
          event.preventDefault();
          store.setState({ dialog: 'stories' });
        }}
      >
        <Logo />
        <span className="text-[16px] tracking-tight max-sm:hidden">{say.app.name}</span>
      </a>
      <span aria-hidden="true" className="text-ink-3 max-sm:hidden">
        /
      </span>
      <h1 className="min-w-0">
        <button
          type="button"
          className="btn btn-ghost max-w-full px-2"
          onClick={() => store.setState({ dialog: 'stories' })}
          aria-haspopup="dialog"
        >
          <span className="truncate text-sm font-semibold">{tell(title)}</span>
          <ChevronDown size={14} className="shrink-0 text-ink-3" aria-hidden="true" />
        </button>
      </h1>
      <div className="ml-auto flex items-center gap-2">
        <ChecksPill />
        <Stamp />
        <button
          type="button"
          className="btn max-lg:hidden"
          onClick={() => store.setState({ dialog: 'rules' })}
          aria-haspopup="dialog"
        >
          {say.header.rules}
          {rulesOff > 0 && (
            <span className="num rounded-full bg-warn-soft px-[6px] text-2xs text-warn">
              {say.header.rulesOff(rulesOff)}
            </span>
          )}
        </button>
        <button
          type="button"
          className="btn px-2"
          aria-label={say.header.palette}
          title={`${say.header.palette} (Ctrl K)`}
          onClick={() => store.setState({ paletteOpen: true, paletteText: '' })}
        >
          <Command size={13} aria-hidden="true" />
          <span aria-hidden="true" className="num max-sm:hidden">
            K
          </span>
        </button>
        <button
          type="button"
          className="btn btn-ghost px-[6px] max-sm:hidden"
          aria-label={say.header.help}
          title={`${say.header.help} (?)`}
          onClick={() => store.setState({ dialog: 'help' })}
        >
          <CircleHelp size={16} />
        </button>
        <button
          type="button"
          className="btn btn-ghost px-[6px] max-sm:hidden"
          aria-label={say.header.theme[choice]}
          title={say.header.theme[choice]}
          onClick={() => page.setTheme(nextTheme)}
        >
          <ThemeIcon size={16} />
        </button>
        <button
          type="button"
          className="btn btn-ghost px-[6px] max-sm:hidden"
          aria-label={`${say.header.language}: ${otherLanguage.name}`}
          title={otherLanguage.name}
          lang={otherLanguage.id}
          onClick={() => void page.setLanguage(otherLanguage.id)}
        >
          <Languages size={16} />
        </button>
        <button
          type="button"
          className="btn btn-ghost px-[6px] max-sm:hidden"
          aria-label={say.share.open}
          title={say.share.open}
          aria-haspopup="dialog"
          disabled={!ready}
          onClick={() => store.setState({ dialog: 'share' })}
        >
          <Share2 size={16} />
        </button>
        <button type="button" className="btn btn-ink" disabled={!ready} onClick={() => void page.copyLink()}>
          <Link2 size={14} aria-hidden="true" />
          <span className="max-sm:sr-only">{say.header.copyLink}</span>
        </button>
      </div>
    </header>
  );
}

export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 28 28" fill="none">
      <circle cx="14" cy="6" r="3" fill="var(--accent)" />
      <path
        d="M2 15c3-3.4 6-3.4 8 0s5 3.4 8 0 5-3.4 8 0"
        stroke="var(--water)"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
      <path
        d="M2 21.5c3-3.4 6-3.4 8 0s5 3.4 8 0 5-3.4 8 0"
        stroke="var(--shallow)"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}

function ChecksPill() {
  const { controller } = usePage();
  const { checks } = useUi((state) => ({ checks: state.shown?.checks ?? null }));
  // They begin to judge a moment after the run is seen.
  if (checks === null || checks.length === 0) return null;
  const broken = checks.filter((check) => check.violations > 0).length;
  const evaluations = say.header.evaluations(
    count(checks.reduce((sum, check) => sum + check.evaluations, 0)),
  );
  return (
    <button
      type="button"
      className={`btn rounded-full ${broken > 0 ? 'border-bad bg-bad-soft text-bad' : ''}`}
      onClick={() => showView(controller, 'checks')}
    >
      {broken > 0 ? (
        <TriangleAlert size={13} aria-hidden="true" />
      ) : (
        <Check size={13} className="text-ok" aria-hidden="true" />
      )}
      <span className="max-sm:sr-only">
        {broken > 0 ? say.header.checksBroken(broken) : say.header.checksHold(checks.length)}
      </span>
      <span aria-hidden="true" className="text-2xs sm:hidden">
        {say.header.checks(broken > 0 ? broken : checks.length)}
      </span>
      <span className="text-2xs text-ink-3 max-xl:hidden">
        · <span className="num">{evaluations}</span>
      </span>
    </button>
  );
}

function Stamp() {
  const { hex } = useUi((state) => ({ hex: state.shown?.fingerprint ?? '' }));
  if (hex === '') return null;
  return (
    <span
      className="num hidden h-[28px] items-center rounded-full border border-line px-[10px] text-xs text-ink-2 xl:inline-flex"
      title={say.header.fingerprint}
      data-fingerprint={hex}
    >
      <Fingerprint size={13} className="mr-[5px] text-ink-3" aria-hidden="true" />
      {fingerprint(hex)}
    </span>
  );
}
