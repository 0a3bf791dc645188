import { refuse } from './context.js';
import { keyedJoin } from './joins-keyed.js';
import { fromTheRight, membership } from './joins-membership.js';
import { packedJoin } from './joins-packed.js';
import type { StageHandlers } from './stage-handler.js';

/** KQL's joins; two streams of events meet as a membership test, as values of their key, or as packed rows grouped by it (ADR 0004). */
export const JOINS: StageHandlers<'join'> = {
  join: (j, s, scope) => {
    if (j.condition) return refuse('a join condition', 'ES|QL joins on equalities', j.span);
    if (j.on.length === 0) return refuse('a join without keys', 'ES|QL has no product of two tables', j.span);
    switch (j.join) {
      case 'leftsemi':
      case 'leftanti':
        return membership(j, s, scope.spelling(j.right), scope);
      case 'rightsemi':
      case 'rightanti':
        return fromTheRight(j, s, scope.spelling(j.right), scope);
      case 'cross':
        return refuse('a cross join', 'ES|QL has no product of two tables', j.span);
      default: {
        const right = scope.spelling(j.right);
        if (!keyedJoin(j, s, right, scope)) packedJoin(j, s, right, scope);
      }
    }
  },
};
