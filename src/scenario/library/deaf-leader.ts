import { at, drill } from './drill.ts';

/** Facts cdc 3.7.2: a leader that nobody hears. */
export const deafLeader = drill({
  id: 'deaf-leader',
  title: 'A leader without its quorum steps down',
  shows:
    'Store 1 is cut off from the other stores but not from its clients. It must notice that no quorum answers and step down, or its clients wait for nothing while another store leads.',
  commands: [
    { at: at(1.5), do: 'fault', id: 'cut-2', fault: 'cut-link', with: { from: 'store-1', to: 'store-2' } },
    { at: at(1.5), do: 'fault', id: 'cut-3', fault: 'cut-link', with: { from: 'store-1', to: 'store-3' } },
  ],
  untilUs: at(15),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Region 1 is led from store 1.' },
    {
      id: 'cut',
      on: { at: at(1.5) },
      caption: 'Store 1 hears from no other store any more. Its writes can no longer be committed.',
    },
    {
      id: 'down',
      on: { kind: 'raft.role-changed', nth: 18 },
      caption: 'It has stepped down and sends its clients away; the others elect a leader.',
    },
  ],
});
