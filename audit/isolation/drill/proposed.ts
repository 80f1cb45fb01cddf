import { message } from '../../../core/index.ts';
import type { ApprovalAnswer, Approvals } from '../../approval/approvals.ts';
import type { Actor } from '../../approval/model.ts';
import type { DrillAnswer, Drills } from './drills.ts';

const drillMatter = 'leak-drill';

/** What somebody wishes to open, by whose permission, and for how long. */
export interface DrillWish {
  readonly targetId: string;
  readonly permission: string;
  readonly minutes: number;
}

/** Drills as people may begin them: one person asks, and the drill begins in the moment in which another one approves. */
export interface ProposedDrills extends Pick<Drills, 'list' | 'stop'> {
  propose(wish: DrillWish, by: Actor): ApprovalAnswer;
}

/** While a drill runs, an open way out is no violation: nobody decides that on his own. */
export function proposedDrills(drills: Drills, approvals: Pick<Approvals, 'register' | 'propose'>): ProposedDrills {
  approvals.register(drillMatter, {
    kind: 'probe',
    obstacle({ body }) {
      const wish = readWish(body);
      return wish === undefined ? message('isolation.drill.unreadable') : drills.obstacle(wish.targetId)?.what;
    },
    carryOut({ body, proposedBy, decision }): DrillAnswer | undefined {
      const wish = readWish(body);
      if (wish === undefined || decision === undefined) return undefined;
      return drills.begin({ ...wish, by: proposedBy.user, approvedBy: decision.by.user });
    },
  });
  return {
    list: drills.list,
    stop: drills.stop,
    propose: ({ targetId, permission, minutes }, by) =>
      approvals.propose({
        matter: drillMatter,
        subject: `leak-drill ${targetId}`,
        summary: message('approval.drill', { target: targetId, minutes }),
        reason: permission,
        body: { targetId, permission, minutes },
        by,
      }),
  };
}

/** What a proposal was kept with, perhaps by another version. */
function readWish({ targetId, permission, minutes }: Readonly<Record<string, unknown>>): DrillWish | undefined {
  if (typeof targetId !== 'string' || typeof permission !== 'string' || typeof minutes !== 'number') return undefined;
  return { targetId, permission, minutes };
}
