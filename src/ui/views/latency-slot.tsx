import { Suspense } from 'react';
import { say } from '../strings/index.ts';
import { late } from './late.ts';
import { useBegun } from './use-begun.ts';

const LatencyView = late(async () => (await import('./latency-view.tsx')).LatencyView);

/** The chart, fetched once there can be something in it: before anybody leads nothing is written. */
export function LatencySlot() {
  return useBegun() ? (
    <Suspense fallback={<Nothing />}>
      <LatencyView />
    </Suspense>
  ) : (
    <Nothing />
  );
}

function Nothing() {
  return (
    <section
      aria-label={say.latency.label}
      className="flex min-h-0 min-w-0 flex-1 flex-col"
      data-view="latency"
    >
      <header className="flex h-[34px] shrink-0 items-center px-[14px]">
        <h2 className="panel-title">{say.views.latency}</h2>
      </header>
    </section>
  );
}
