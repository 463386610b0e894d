import type { FollowerProgress, LogMatrix } from '../../model/frame.ts';
import type { StoreId } from '../../model/ids.ts';
import { say } from '../strings/later.ts';

/** What the leader knows of each follower, and what it does about it. Nothing where nobody leads. */
export function ProgressTable({ log }: { log: LogMatrix }) {
  const followers = log.rows.flatMap(({ store, progress }) =>
    progress === null ? [] : [{ store, progress }],
  );
  if (followers.length === 0) return null;
  const words = say.inspector;
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-2xs" aria-label={words.progress}>
        <thead>
          <tr className="text-ink-3">
            {[words.follower, words.matched, words.next, words.sends, words.inFlight, words.heard].map(
              (name) => (
                <th key={name} scope="col" className="pr-3 pb-[2px] text-left font-normal whitespace-nowrap">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {followers.map(({ store, progress }) => (
            <Follower key={store} store={store} progress={progress} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Follower({ store, progress }: { store: StoreId; progress: FollowerProgress }) {
  const words = say.inspector;
  const { match, next, state, inflight, paused, pendingSnapshot, recentActive } = progress;
  const cell = 'py-[3px] pr-3 align-baseline';
  return (
    <tr className="border-t border-hairline">
      <th scope="row" className={`${cell} text-left font-normal whitespace-nowrap text-ink-2`}>
        {say.map.storeName(store)}
      </th>
      <td className={`num ${cell}`}>{match}</td>
      <td className={`num ${cell}`}>{next}</td>
      <td className={cell}>
        <span className="num">{state}</span>
        <span className="text-ink-3">
          : {words.sending[state]}
          {paused && `, ${words.paused}`}
        </span>
      </td>
      <td className={cell}>
        {pendingSnapshot > 0 ? words.snapshotTo(pendingSnapshot) : words.appends(inflight)}
      </td>
      <td className={`${cell} ${recentActive ? '' : 'font-semibold'}`}>
        {recentActive ? words.heardLately : words.heardNot}
      </td>
    </tr>
  );
}
