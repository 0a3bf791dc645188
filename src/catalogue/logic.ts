import { infix, type Op, prefix, total } from './entry.js';

/**
 * Three-valued logic. Both dialects agree on `and`, `or`, `not`: false and null is false, true or null is true, the rest with a null
 * is null. Filters drop null rows.
 */
export const LOGIC_OPS: readonly Op[] = [
  {
    id: 'logic.and', kind: 'scalar', doc: 'True when both are true; false when one is false, else null.',
    kql: infix('and'), esql: infix('AND'),
    sigs: [total(['bool', 'bool'], 'bool', (a, b) => (a === false || b === false ? false : a === null || b === null ? null : true))],
    examples: [[[true, null], null], [[false, null], false]],
  },
  {
    id: 'logic.or', kind: 'scalar', doc: 'True when one is true; false when both are false, else null.',
    kql: infix('or'), esql: infix('OR'),
    sigs: [total(['bool', 'bool'], 'bool', (a, b) => (a === true || b === true ? true : a === null || b === null ? null : false))],
    examples: [[[true, null], true], [[false, null], null]],
  },
  {
    id: 'logic.not', kind: 'scalar', doc: 'The opposite truth value; null of null.',
    kql: { kind: 'call', name: 'not' }, esql: prefix('NOT'),
    sigs: [total(['bool'], 'bool', (a) => (a === null ? null : !a))],
    examples: [[[true], false], [[null], null]],
  },
];
