import type { Expression, LikeList } from '../../../../grammars/esql/syntax.js';
import { logical } from './build.js';
import type { Raising } from './context.js';
import { isKind } from './levels.js';
import { hasForm } from './versions.js';

/**
 * Elasticsearch makes one automaton of a list of patterns and gives up on one that takes this much work to make deterministic (Lucene's
 * limit of 10,000, which counts ten states as one). Half of it, because the work is estimated.
 */
const MOST_WORK = 50_000;

/** Which lists of patterns the target has. */
export type ReadableLists = Readonly<Record<LikeList['operator'], boolean>>;

export const readableLists = (raising: Raising): ReadableLists => ({ like: hasForm('likeList', raising), rlike: hasForm('rlikeList', raising) });

/**
 * A list of patterns as the target can read it: `x LIKE ("a", "b")` is `x LIKE "a" OR x LIKE "b"` before there were lists, and where the list
 * is too much for one automaton. Chains around it take it into theirs; other nodes stay as they are.
 */
export function readable(node: object, has: ReadableLists): object {
  if (isKind<Logical>(node, 'logical')) return node.operands.some((o) => o.kind === 'logical' && o.operator === node.operator) ? logical(node.operator, node.operands) : node;
  if (!isKind<LikeList>(node, 'like-list')) return node;
  const { operator, value, negated, span } = node;
  const groups = has[operator] ? grouped(node) : node.patterns.map((p) => [p]);
  return logical(negated ? 'and' : 'or', groups.map(([pattern, ...more]): Expression => (more.length === 0 ? { kind: 'like', operator, value, negated, pattern: pattern as Pattern, span } : { ...node, patterns: [pattern as Pattern, ...more] })));
}

type Logical = Extract<Expression, { kind: 'logical' }>;

type Pattern = LikeList['patterns'][number];

/** The patterns in their order, in as few lists as have automata that can be made. */
function grouped(list: LikeList): readonly (readonly Pattern[])[] {
  const groups: Pattern[][] = [];
  let last = NONE;
  for (const p of list.patterns) {
    const size = sizeOf(p, list.operator);
    const together = { places: last.places + size.places, open: last.open * size.open, begun: last.begun + size.begun, count: last.count + 1 };
    if (groups.length > 0 && workOf(together) <= MOST_WORK) {
      last = together;
      groups[groups.length - 1]?.push(p);
    } else {
      last = { ...size, count: 1 };
      groups.push([p]);
    }
  }
  return groups;
}

/**
 * What patterns bring into an automaton of several: places in their texts; how many ways there are to have found the parts behind the first
 * `*` or not yet, which all combine with those of other patterns; beginnings (`abc*`), of which a text has one.
 */
interface Size {
  readonly places: number;
  readonly open: number;
  readonly begun: number;
  readonly count: number;
}

const NONE: Size = { places: 0, open: 1, begun: 0, count: 0 };
const workOf = (s: Size): number => s.open * (1 + s.begun) * s.places * s.count;

function sizeOf(p: Pattern, operator: LikeList['operator']): Size {
  const text = p.kind === 'string' ? p.value : '';
  const wild = operator === 'like' ? /\\.|(\*+)/gs : /\\.|(\.\*)/gs;
  const parts = [''];
  let end = 0;
  for (const m of text.matchAll(wild)) {
    if (m[1] === undefined) continue;
    parts[parts.length - 1] += text.slice(end, m.index);
    parts.push('');
    end = m.index + m[0].length;
  }
  parts[parts.length - 1] += text.slice(end);
  const [begin, ...rest] = parts;
  const found = rest.slice(0, -1).filter((x) => x !== '').length;
  return { places: text.length + 1, open: found + 1, begun: begin !== '' && rest.length > 0 ? 1 : 0, count: 1 };
}
