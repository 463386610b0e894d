import type { ClusterSpec, ScenarioDoc } from '../document.ts';
import { DEFAULT_CLUSTER, DEFAULT_CONFIG, DEFAULT_RUN } from '../defaults.ts';

/** What a story has to say; the rest are the defaults. */
export type StoryParts = Partial<Omit<ScenarioDoc, 'v' | 'cluster'>> &
  Pick<ScenarioDoc, 'id' | 'title' | 'shows'> & { readonly cluster: Partial<ClusterSpec> };

/** A complete document from a story's own parts. */
export function story(parts: StoryParts): ScenarioDoc {
  const { id, cluster, ...rest } = parts;
  return {
    v: 1,
    id,
    ...DEFAULT_RUN,
    config: DEFAULT_CONFIG,
    rules: { off: [] },
    workload: [],
    commands: [],
    churn: [],
    beats: [],
    ...rest,
    cluster: { ...DEFAULT_CLUSTER, ...cluster },
  };
}
