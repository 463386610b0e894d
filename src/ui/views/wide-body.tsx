import { useUi } from '../state/context.ts';
import { DetailsPanel } from './details-panel.tsx';
import { LatencySlot } from './latency-slot.tsx';
import { Splitter } from './splitter.tsx';
import { Stage } from './stage.tsx';
import { TideView } from './tide-view.tsx';
import { useMedia } from './use-media.ts';

/** From here on charts and details stand beside each other, so that nothing is stretched. */
const ULTRA_WIDE = '(min-width: 2000px)';

/** All views at once, with what they share between them to be moved. */
export function WideBody() {
  const ultra = useMedia(ULTRA_WIDE);
  const { layout, stage } = useUi((state) => ({ layout: state.layout, stage: state.stage }));
  return (
    <main className="flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-[360px]" style={share(layout.stage)}>
        <Stage id={stage} />
      </div>
      <Splitter id="stage" along="x" />
      <div
        className={`flex min-h-0 min-w-[400px] ${ultra ? 'flex-row' : 'flex-col'}`}
        style={share(100 - layout.stage)}
      >
        <div className="flex min-h-[200px] min-w-[320px] flex-col" style={share(layout.charts)}>
          <div className="flex min-h-[100px] flex-col" style={share(layout.tide)}>
            <TideView />
          </div>
          <Splitter id="tide" along="y" />
          <div className="flex min-h-[100px] flex-col" style={share(100 - layout.tide)}>
            <LatencySlot />
          </div>
        </div>
        <Splitter id="charts" along={ultra ? 'x' : 'y'} />
        <div className="flex min-h-[100px] min-w-[320px] flex-col" style={share(100 - layout.charts)}>
          <DetailsPanel />
        </div>
      </div>
    </main>
  );
}

function share(percent: number) {
  return { flexGrow: percent, flexShrink: 1, flexBasis: 0 };
}
