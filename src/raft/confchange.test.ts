import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeConfig,
  confChangeV2,
  enterJoint,
  leaveJoint,
  restoreConfig,
  simpleChange,
  transitionOf,
} from './confchange.ts';
import { EMPTY_CONFIG, toConfState, type MemberConfig } from './membership-config.ts';
import type { ConfChangeSingle, PeerId } from './types.ts';

const change: fc.Arbitrary<ConfChangeSingle> = fc.record({
  type: fc.constantFrom('add-node', 'remove-node', 'add-learner-node', 'update-node'),
  nodeId: fc.integer({ min: 0, max: 6 }),
});
const changes = fc.array(change, { maxLength: 6 });

/** One word per peer instead of four lists: where it stands before and after the joint phase. */
function dumbChange(
  config: MemberConfig,
  joint: boolean,
  list: readonly ConfChangeSingle[],
): Map<PeerId, string> {
  const roles = new Map<PeerId, string>();
  for (const id of config.incoming) roles.set(id, 'voter');
  for (const id of config.learners) roles.set(id, 'learner');
  const old = new Set(joint ? config.incoming : []);
  for (const { type, nodeId } of list) {
    if (nodeId === 0 || type === 'update-node') continue;
    if (type === 'add-node') roles.set(nodeId, 'voter');
    else if (type === 'remove-node') roles.delete(nodeId);
    else roles.set(nodeId, old.has(nodeId) ? 'learner-next' : 'learner');
  }
  return roles;
}

function rolesOf(config: MemberConfig): Map<PeerId, string> {
  const roles = new Map<PeerId, string>();
  for (const id of config.incoming) roles.set(id, 'voter');
  for (const id of config.learners) roles.set(id, 'learner');
  for (const id of config.learnersNext) roles.set(id, 'learner-next');
  return roles;
}

const sorted = (roles: Map<PeerId, string>): [PeerId, string][] => [...roles].sort(([a], [b]) => a - b);

function someConfig(list: readonly ConfChangeSingle[]): MemberConfig {
  const first = enterJoint({ ...EMPTY_CONFIG, incoming: [1, 2, 3] }, false, list);
  if (!first.ok) return { ...EMPTY_CONFIG, incoming: [1, 2, 3] };
  const left = leaveJoint(first.value.config);
  return left.ok ? left.value.config : EMPTY_CONFIG;
}

describe('membership changes equal a dumb twin', () => {
  it('simple', () => {
    fc.assert(
      fc.property(changes, changes, (before, list) => {
        const config = someConfig(before);
        const expected = dumbChange(config, false, list);
        const voters = [...expected].filter(([, role]) => role === 'voter').map(([id]) => id);
        const moved = [...new Set([...voters, ...config.incoming])].filter(
          (id) => voters.includes(id) !== config.incoming.includes(id),
        );
        const result = simpleChange(config, list);
        expect(result.ok).toBe(voters.length > 0 && moved.length <= 1);
        if (result.ok) expect(sorted(rolesOf(result.value.config))).toEqual(sorted(expected));
      }),
      { numRuns: 2000 },
    );
  });

  it('joint, there and back', () => {
    fc.assert(
      fc.property(changes, changes, fc.boolean(), (before, list, autoLeave) => {
        const config = someConfig(before);
        const expected = dumbChange(config, true, list);
        const entered = enterJoint(config, autoLeave, list);
        expect(entered.ok).toBe([...expected.values()].includes('voter'));
        if (!entered.ok) return;
        const joint = entered.value.config;
        expect(sorted(rolesOf(joint))).toEqual(sorted(expected));
        expect(joint.outgoing).toEqual(config.incoming);
        expect(joint.autoLeave).toBe(autoLeave);
        expect(restoreConfig(toConfState(joint))).toEqual(joint);
        expect(enterJoint(joint, false, []).ok).toBe(false);
        expect(simpleChange(joint, []).ok).toBe(false);
        const left = leaveJoint(joint);
        expect(left.ok).toBe(true);
        if (!left.ok) return;
        for (const [id, role] of expected) if (role === 'learner-next') expected.set(id, 'learner');
        expect(sorted(rolesOf(left.value.config))).toEqual(sorted(expected));
        expect(left.value.config.outgoing).toEqual([]);
        expect(left.value.config.autoLeave).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('starts a peer from nothing when it was removed and added again in one change', () => {
    const config: MemberConfig = { ...EMPTY_CONFIG, incoming: [1, 2] };
    const result = simpleChange(config, [
      { type: 'remove-node', nodeId: 2 },
      { type: 'add-node', nodeId: 2 },
    ]);
    expect(result.ok && [...result.value.fresh]).toEqual([2]);
  });

  it('takes the way the change asks for', () => {
    const one: ConfChangeSingle = { type: 'add-node', nodeId: 4 };
    expect(transitionOf({ ...one, v: 1, context: null })).toBe('simple');
    expect(transitionOf(confChangeV2([one]))).toBe('simple');
    expect(transitionOf(confChangeV2([one, one]))).toBe('joint-auto-leave');
    expect(transitionOf(confChangeV2([one], 'joint-implicit'))).toBe('joint-auto-leave');
    expect(transitionOf(confChangeV2([one], 'joint-explicit'))).toBe('joint');
    const config: MemberConfig = { ...EMPTY_CONFIG, incoming: [1] };
    expect(changeConfig(config, confChangeV2([]))).toEqual({
      ok: false,
      error: "can't leave a non-joint config",
    });
    expect(enterJoint(EMPTY_CONFIG, false, [])).toEqual({
      ok: false,
      error: "can't make a zero-voter config joint",
    });
  });
});
