import { usePage, useUi } from '../state/context.ts';
import { showView, STAGES } from '../state/show-view.ts';
import type { StageId } from '../state/store.ts';
import { say } from '../strings/index.ts';

/** Moved to with an arrow key: the tabs of the view that comes take the focus over from those of the one that goes. */
let arriving: StageId | null = null;

/** Which view stands in the large part of the page. On a narrow page the page's own tabs say that. */
export function StageTabs() {
  const { controller } = usePage();
  const { stage, embed } = useUi((state) => ({ stage: state.stage, embed: state.embed }));
  // What is embedded shows what its address asked for.
  if (embed !== null) return <span className="panel-title">{say.views[stage]}</span>;
  return (
    <div
      role="tablist"
      aria-label={say.views.stage}
      className="flex items-center gap-[2px] max-[999px]:hidden"
    >
      {STAGES.map((id, index) => (
        <button
          key={id}
          id={`stage-${id}`}
          type="button"
          role="tab"
          aria-selected={stage === id}
          tabIndex={stage === id ? 0 : -1}
          ref={(tab) => {
            if (tab === null || arriving !== id || stage !== id) return;
            arriving = null;
            tab.focus();
          }}
          onClick={() => showView(controller, id)}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
            const next = STAGES[(index + by + STAGES.length) % STAGES.length];
            if (by === 0 || next === undefined) return;
            event.preventDefault();
            event.stopPropagation();
            arriving = next;
            showView(controller, next);
          }}
          className={`panel-title rounded-md px-[7px] py-[3px] ${stage === id ? 'bg-shade text-ink' : 'font-medium text-ink-3 hover:bg-shade'}`}
        >
          {say.views[id]}
        </button>
      ))}
    </div>
  );
}
