/** What a history is rich in; each reaches states that the others hardly do. */
export type Profile = 'mixed' | 'elections' | 'membership' | 'partitions' | 'rivals' | 'joint';

/** All of them; a history draws one. */
export const PROFILES: readonly Profile[] = [
  'mixed',
  'elections',
  'membership',
  'partitions',
  'rivals',
  'joint',
];

/** What may happen next. */
export type Action =
  | 'deliver'
  | 'work'
  | 'tick'
  | 'tick-all'
  | 'propose'
  | 'partition'
  | 'heal'
  | 'change-members'
  | 'transfer'
  | 'campaign'
  | 'read'
  | 'compact'
  | 'report'
  | 'forget'
  | 'settle'
  | 'crash'
  | 'figure-8'
  | 'rivals'
  | 'silence'
  | 'late-answer'
  | 'joint-cut';

/** How often each action is taken, relative to the others of its profile. */
// prettier-ignore
export const WEIGHTS: Readonly<Record<Profile, Readonly<Record<Action, number>>>> = {
  mixed: {
    deliver: 420, work: 320, tick: 50, 'tick-all': 6, propose: 70, partition: 10, heal: 20, 'change-members': 10,
    transfer: 10, campaign: 10, read: 10, compact: 20, report: 10, forget: 2, settle: 10, crash: 10,
    'figure-8': 0, rivals: 0, silence: 0, 'late-answer': 0, 'joint-cut': 0,
  },
  elections: {
    deliver: 420, work: 320, tick: 20, 'tick-all': 0, propose: 40, partition: 3, heal: 3, 'change-members': 0,
    transfer: 2, campaign: 30, read: 2, compact: 0, report: 2, forget: 2, settle: 10, crash: 20,
    'figure-8': 0, rivals: 0, silence: 0, 'late-answer': 0, 'joint-cut': 0,
  },
  membership: {
    deliver: 420, work: 320, tick: 30, 'tick-all': 3, propose: 70, partition: 8, heal: 8, 'change-members': 30,
    transfer: 5, campaign: 10, read: 5, compact: 10, report: 5, forget: 2, settle: 20, crash: 6,
    'figure-8': 0, rivals: 0, silence: 0, 'late-answer': 0, 'joint-cut': 0,
  },
  partitions: {
    deliver: 420, work: 320, tick: 20, 'tick-all': 10, propose: 50, partition: 4, heal: 1, 'change-members': 3,
    transfer: 2, campaign: 5, read: 25, compact: 5, report: 5, forget: 2, settle: 60, crash: 3,
    'figure-8': 0, rivals: 0, silence: 0, 'late-answer': 4, 'joint-cut': 0,
  },
  rivals: {
    deliver: 420, work: 320, tick: 20, 'tick-all': 2, propose: 40, partition: 2, heal: 4, 'change-members': 2,
    transfer: 2, campaign: 5, read: 2, compact: 4, report: 2, forget: 2, settle: 60, crash: 6,
    'figure-8': 12, rivals: 4, silence: 3, 'late-answer': 0, 'joint-cut': 0,
  },
  joint: {
    deliver: 420, work: 320, tick: 20, 'tick-all': 4, propose: 50, partition: 2, heal: 10, 'change-members': 4,
    transfer: 3, campaign: 3, read: 5, compact: 4, report: 5, forget: 2, settle: 60, crash: 4,
    'figure-8': 1, rivals: 1, silence: 1, 'late-answer': 0, 'joint-cut': 10,
  },
};

/** Each action as often as its weight: a wheel to spin. */
export function wheelOf(weights: Readonly<Record<Action, number>>): readonly Action[] {
  return (Object.keys(weights) as Action[]).flatMap((action) =>
    Array.from({ length: weights[action] }, () => action),
  );
}
