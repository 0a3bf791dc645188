import { likeMatcher, parseLike, type TextTest } from '../text/like.js';
import type { Value } from '../data/types.js';
import { type CallContext, infix, type Op, prepared, raise } from './entry.js';

/** Patterns of ES|QL, matched against the whole text, case and all. Several patterns: one must match. */

/** Compiles each pattern once. */
export function compiled(compile: (pattern: string) => TextTest): (pattern: string) => TextTest {
  const known = new Map<string, TextTest>();
  return (pattern) => {
    let test = known.get(pattern);
    if (!test) {
      if (known.size > 1_000) known.clear();
      known.set(pattern, (test = compile(pattern)));
    }
    return test;
  };
}

function anyPattern(compile: (pattern: string) => TextTest): (c: CallContext) => (text: string, ...patterns: string[]) => Value {
  return (c) => {
    const test = compiled(compile);
    const fixed = c.constants.slice(1);
    if (fixed.every((p) => typeof p === 'string')) {
      const tests = fixed.map((p) => compile(p as string));
      const only = tests[0] as TextTest;
      return tests.length === 1 ? (text) => only(text) : (text) => tests.some((t) => t(text));
    }
    return (text, ...patterns) => patterns.some((p) => test(p)(text));
  };
}

export const ESQL_MATCH_OPS: readonly Op[] = [
  {
    id: 'esql.like', kind: 'scalar', doc: 'Whether the whole text matches a pattern in which `*` stands for any text and `?` for a character.',
    esql: infix('LIKE'), kql: raise('rewritten'), sigs: [prepared(['string', 'string', '...string'], 'bool', anyPattern((p) => likeMatcher(parseLike(p))))],
    examples: [[['abc', 'a*'], true], [['abc', 'b*'], false], [['abc', 'b*', '?bc'], true], [[null, 'a'], null]],
  },
];
