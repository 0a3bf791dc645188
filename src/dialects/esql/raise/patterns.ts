import type { Expr, Parse } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Ty } from '../../../data/types.js';
import { call, evaluate, field, isNotNull, name, text, where } from './build.js';
import { refuse, type Spelling } from './context.js';
import { value } from './expressions.js';
import type { Scope } from './scope.js';
import type { StageHandlers } from './stage-handler.js';

const span = NO_SPAN;

/** Stages that cut a text into columns. */
export const PATTERNS: StageHandlers<'parse' | 'parseKv' | 'dissect' | 'grok'> = {
  parse: (p, s, scope) => parse(p, s, scope),
  parseKv: (p) => refuse('parse-kv', 'DISSECT needs the keys in a fixed order', p.span),
  dissect: (d) => refuse('DISSECT', 'no KQL query has it', d.span),
  grok: (g) => refuse('GROK', 'no KQL query has it', g.span),
};

/** `parse x with * "a=" a " b" *` is DISSECT `%{}a=%{a} b%{?rest}`; of a text that does not match both give nothing. */
function parse(p: Parse, s: Spelling, scope: Scope): void {
  if (p.mode === 'regex') return refuse('parse kind=regex', 'DISSECT takes plain delimiters only', p.span);
  const columns = p.pieces.filter((x) => x.kind === 'column');
  const pattern = dissectPattern(p);
  const typed = columns.filter((c) => CONVERTERS[c.type]);
  if (typed.length > 0 && p.mode === 'simple') s.raising.stageNote('rewritten', 'parse', 'a part that is no number leaves its column empty, where Kusto leaves all of them empty', p.span);
  s.push({ kind: 'dissect', input: subject(p.input, s, scope), pattern: text(pattern), options: [], span });
  if (p.drop && columns[0]) s.push(where(isNotNull(name(columns[0].name))));
  if (typed.length > 0) s.push(evaluate(typed.map((c) => field(call(CONVERTERS[c.type] as string, name(c.name)), c.name))));
}

const CONVERTERS: Partial<Record<Ty, string>> = { long: 'TO_LONG', int: 'TO_INTEGER', real: 'TO_DOUBLE', decimal: 'TO_DOUBLE', bool: 'TO_BOOLEAN', datetime: 'TO_DATETIME' };

/** DISSECT reads a field. */
function subject(input: Expr, s: Spelling, scope: Scope): ReturnType<typeof name> {
  const tree = value(input, scope);
  if (tree.kind === 'name') return tree;
  const aside = s.raising.fresh('text');
  s.push(evaluate([field(tree, aside)]));
  return name(aside);
}

function dissectPattern(p: Parse): string {
  let out = '';
  let afterKey = false;
  for (const piece of p.pieces) {
    const key = piece.kind !== 'text';
    if (key && afterKey) return refuse('parse', 'two columns without text between them cannot be told apart by DISSECT', p.span);
    if (piece.kind === 'text') out += checked(piece.text, p);
    else out += piece.kind === 'star' ? '%{}' : `%{${piece.name}}`;
    afterKey = key;
  }
  return out;
}

const checked = (t: string, p: Parse): string => (t.includes('%{') ? refuse('parse', 'its text contains %{, which DISSECT reads as a key', p.span) : t);
