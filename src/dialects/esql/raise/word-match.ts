import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Call, Expr, Stage } from '../../../ast/pipeline.js';
import { children } from '../../../ast/walk.js';
import { nameMatches } from '../../../semantics/names.js';
import { and, call, name, or, text } from './build.js';
import type { Scope } from './scope.js';

const ROW_WISE: ReadonlySet<string> = new Set(['scan', 'filter', 'extend', 'drop', 'keep', 'sort']);
const CHOICES: ReadonlySet<string> = new Set(['condition.iff', 'condition.case', 'condition.coalesce']);
/** Elasticsearch keeps an underscore inside a word, Kusto ends a term there. */
const WORD = /^[\p{L}\p{Nd}]+$/u;

/**
 * Terms by the index of a field that is said to be analysed (`--assume text-field=message`), which costs a fraction of a look at every
 * text. Full-text functions stand in WHERE alone, before anything that makes other rows of documents. `undefined` where they cannot.
 */
export function wordMatch(e: Call, needles: readonly string[], every: boolean, scope: Scope): Expression | undefined {
  const [x] = e.args as [Expr];
  if (x.kind !== 'col' || !isAnalysed(x.name, scope) || !needles.every((n) => WORD.test(n)) || !mayMatch(x.name, scope)) return undefined;
  scope.raising.opNote('narrower', 'has', `the words of ${x.name} are those of its analysis in Elasticsearch, where an underscore is part of a word`, e.span);
  const tests = needles.map((n) => call('MATCH', name(x.name), text(n)));
  return every ? and(...tests) : or(...tests);
}

const isAnalysed = (column: string, { raising }: Scope): boolean => (raising.options.assume?.textFields ?? []).some((f) => nameMatches(f, column));

function mayMatch(column: string, { raising, before }: Scope): boolean {
  const { current } = raising;
  if (current?.kind !== 'filter' || holdsChoice(current.cond)) return false;
  return before.every((s) => ROW_WISE.has(s.kind) && !makes(s, column));
}

const holdsChoice = (e: Expr): boolean => (e.kind === 'call' && CHOICES.has(e.op)) || children(e).some(holdsChoice);
const makes = (s: Stage, column: string): boolean => s.kind === 'extend' && s.columns.some((c) => c.name === column);
