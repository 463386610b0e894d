import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill } from './drill.ts';

/** Facts raft 9: a read index is worth something only once a quorum confirmed the leader. */
export const deposedReader = drill({
  id: 'deposed-reader',
  title: 'A leader that does not know it is deposed',
  shows:
    'Store 1 is cut off from its peers, not from clients, and still believes that it leads (check-quorum is off here, so nothing tells it). Its lease is over, so a read must ask the quorum, which does not answer: the client gets an error. ' +
    'Without R-READ-QUORUM it gets a value that was overwritten three seconds ago.',
  config: { ...WATCHABLE_CONFIG, raft: { ...WATCHABLE_CONFIG.raft, checkQuorum: false } },
  workload: [],
  commands: [
    { at: at(1), do: 'put', key: 'a', value: 'old' },
    { at: at(2), do: 'fault', id: 'from-2', fault: 'cut-link', with: { from: 'store-1', to: 'store-2' } },
    { at: at(2), do: 'fault', id: 'from-3', fault: 'cut-link', with: { from: 'store-1', to: 'store-3' } },
    { at: at(5), do: 'put', key: 'a', value: 'new' },
    { at: at(8), do: 'get', key: 'a', store: 1 },
    { at: at(9), do: 'get', key: 'a' },
  ],
  untilUs: at(11),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Store 1 leads the Region of key a.' },
    {
      id: 'cut',
      on: { kind: 'fault.began', nth: 2 },
      caption: 'Store 1 hears nothing of its peers. They will elect another leader.',
    },
    {
      id: 'written',
      on: { at: at(5.9) },
      caption: 'The new leader has written a. Store 1 knows nothing of that.',
    },
    {
      id: 'asked',
      on: { at: at(8) },
      caption: 'A client asks store 1. It asks its peers whether it still leads, and hears nothing.',
    },
  ],
});
