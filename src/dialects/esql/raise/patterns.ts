import type { Expression, ProcessingCommand } from '../../../../grammars/esql/syntax.js';
import type { Parse, ParsePiece } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { isText, type Ty } from '../../../data/types.js';
import { and, call, evaluate, field, isNotNull, name, NULL, rename, text, where } from './build.js';
import { refuse, type Spelling } from './context.js';
import { TIMES_IN_TEXTS } from './handlers/convert.js';
import { parseKv } from './key-values.js';
import { CONVERTER, dissectPattern, GROUP_NAME, grokPattern } from './parse-patterns.js';
import type { Scope } from './scope.js';
import type { StageHandlers } from './stage-handler.js';
import { subject } from './subject.js';

const span = NO_SPAN;
type Column = Extract<ParsePiece, { kind: 'column' }>;

/** Stages that cut a text into columns. */
export const PATTERNS: StageHandlers<'parse' | 'parseKv' | 'dissect' | 'grok'> = {
  parse: (p, s, scope) => parse(p, s, scope),
  parseKv: (p, s, scope) => parseKv(p, s, scope),
  dissect: (d) => refuse('DISSECT', 'no KQL query has it', d.span),
  grok: (g) => refuse('GROK', 'no KQL query has it', g.span),
};

/** `parse x with a "," *` is DISSECT, and GROK where that would cut another text in another way; of a text that does not match both give nothing. */
function parse(p: Parse, s: Spelling, scope: Scope): void {
  const columns = p.pieces.filter((x) => x.kind === 'column');
  const names = new Map(columns.map((c) => [c.name, c.name]));
  const dissect = p.mode === 'regex' ? undefined : dissectPattern(p);
  if (dissect === undefined) for (const c of columns) if (!GROUP_NAME.test(c.name)) names.set(c.name, s.raising.fresh('part'));
  const { cut: input, done } = subject(p.input, s, scope);
  if (dissect !== undefined) s.push({ kind: 'dissect', input, pattern: text(dissect), options: [], span });
  else s.push({ kind: 'grok', input, patterns: [text(grokPattern({ ...p, pieces: p.pieces.map((x) => (x.kind === 'column' ? { ...x, name: names.get(x.name) as string } : x)) }))], span });
  s.push(...done);
  if (p.drop) s.push(where(isNotNull(name(names.get(alwaysThere(p)) as string))));
  s.push(...converted(columns, p, s, (c) => names.get(c.name) as string));
  const renamed = [...names].filter(([to, from]) => to !== from).map(([to, from]) => [from, to] as const);
  if (renamed.length > 0) s.push(rename(renamed));
}

/** A column that every text which matches has a value for. */
function alwaysThere(p: Parse): string {
  const column = p.pieces.find((x) => x.kind === 'column' && (p.mode !== 'relaxed' || isText(x.type)));
  return column?.kind === 'column' ? column.name : refuse('parse-where', 'a text may match and leave all columns empty', p.span);
}

/** A text as its converter reads it. */
function readable(type: Ty, tree: Expression): Expression {
  if (type === 'datetime') return call('REPLACE', tree, text(' '), text('T'));
  return type === 'bool' ? call('REPLACE', tree, text('^1$'), text('true')) : tree;
}

/** Texts as values of their types. One that is no moment leaves all columns of `parse kind=simple` empty. */
function converted(columns: readonly Column[], p: Parse, s: Spelling, nameOf: (c: Column) => string): ProcessingCommand[] {
  const typed = columns.filter((c) => !isText(c.type));
  if (typed.length === 0) return [];
  const moments = typed.filter((c) => c.type === 'datetime');
  const conversion = (c: Column): Expression => call(CONVERTER[c.type] as string, readable(c.type, name(nameOf(c))));
  if (moments.length > 0) s.raising.stageNote('different', 'parse', TIMES_IN_TEXTS, p.span);
  const commands = [evaluate(typed.map((c) => field(conversion(c), nameOf(c))))];
  if (moments.length === 0 || p.mode === 'relaxed') return commands;
  const there = moments.map((c) => isNotNull(name(nameOf(c))));
  if (p.drop) return [...commands, where(and(...there))];
  const others = columns.filter((c) => !moments.includes(c) || moments.length > 1);
  return others.length === 0 ? commands : [...commands, evaluate(others.map((c) => field(call('CASE', and(...there), name(nameOf(c)), NULL), nameOf(c))))];
}
