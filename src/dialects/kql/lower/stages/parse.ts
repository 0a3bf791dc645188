import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Expr, Parse, ParsePiece } from '../../../../ast/pipeline.js';
import { isText } from '../../../../data/types.js';
import { append } from '../append.js';
import { Names } from '../columns.js';
import { type Context, lowerExpr, report, type Tabular, withRow } from '../context.js';
import { declaredType, fieldsOf } from '../declared.js';
import { namedCall } from '../operations.js';
import { optionValue, textOption, wordOption } from '../special-calls.js';

/** Stages that cut texts into columns. */
export const parseStages = {
  parse: (s: Syntax.ParseStage, input: Tabular, cx: Context): Tabular => append(input, parsed(s, false, input, cx), cx),
  'parse-where': (s: Syntax.ParseStage, input: Tabular, cx: Context): Tabular => append(input, parsed(s, true, input, cx), cx),
  'parse-kv': parseKv,
};

function textOf(e: Syntax.Expression, input: Tabular, cx: Context): Expr {
  const value = lowerExpr(e, withRow(cx, input));
  return isText(value.type) || value.type === 'unknown' ? value : namedCall('tostring', [value], value.span, cx);
}

const PARSE_KINDS: readonly string[] = ['simple', 'regex', 'relaxed'];

function parsed(s: Syntax.ParseStage, drop: boolean, input: Tabular, cx: Context): Parse {
  const kind = wordOption(s.params, 'kind', cx) ?? 'simple';
  if (!PARSE_KINDS.includes(kind)) report(cx, 'option-unknown', { name: 'kind', value: kind, want: PARSE_KINDS.join(', ') }, s.span);
  checkPattern(s.pattern, cx);
  return {
    kind: 'parse', input: textOf(s.value, input, cx), mode: kind === 'regex' || kind === 'relaxed' ? kind : 'simple',
    flags: wordOption(s.params, 'flags', cx) ?? '', pieces: s.pattern.map((p) => piece(p, cx)), drop, span: s.span,
  };
}

function piece(p: Syntax.ParsePiece, cx: Context): ParsePiece {
  switch (p.kind) {
    case 'string': return { kind: 'text', text: p.value };
    case 'star': return { kind: 'star' };
    case 'name': return { kind: 'column', name: p.text, type: 'string' };
    case 'columnDeclaration': return { kind: 'column', name: p.name.text, type: declaredType(p.type, cx) };
  }
}

/** Between two columns there must be a text that tells where one ends; and `*` must lead to one. */
function checkPattern(pattern: readonly Syntax.ParsePiece[], cx: Context): void {
  const seen = new Set<string>();
  pattern.forEach((p, i) => {
    const before = pattern[i - 1];
    const isColumn = p.kind === 'name' || p.kind === 'columnDeclaration';
    if (isColumn && before && before.kind !== 'string') report(cx, 'parse-pattern', { what: 'a column', after: 'a string' }, p.span);
    if (p.kind === 'star' && before?.kind === 'star') report(cx, 'parse-pattern', { what: '*', after: 'a string or a column' }, p.span);
    if (!isColumn) return;
    const name = p.kind === 'name' ? p.text : p.name.text;
    if (seen.has(name)) report(cx, 'duplicate-column', { name }, p.span);
    seen.add(name);
  });
}

function parseKv(s: Syntax.ParseKvStage, input: Tabular, cx: Context): Tabular {
  const names = new Names(cx);
  for (const c of s.schema.columns) names.given(c.name.text, c.span);
  const text = (name: string): string | undefined => textOption(s.options, name, cx);
  const quotes = s.options.filter((o) => o.name === 'quote').flatMap((o) => o.values.flatMap((v) => (v.kind === 'string' ? [v.value] : [])));
  const greedyOption = s.options.find((o) => o.name === 'greedy');
  const [escape, regex] = [text('escape'), text('regex')];
  return append(input, {
    kind: 'parseKv', input: textOf(s.value, input, cx), fields: fieldsOf(s.schema, cx), pairDelimiter: text('pair_delimiter') ?? '', kvDelimiter: text('kv_delimiter') ?? '',
    quotes, greedy: greedyOption !== undefined && optionValue(greedyOption, cx) === true, ...(escape !== undefined && { escape }), ...(regex !== undefined && { regex }), span: s.span,
  }, cx);
}
