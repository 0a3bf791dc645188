import type * as Syntax from '../../../../grammars/kql/syntax.js';
import { brokenTable } from './append.js';
import { type Binding, type Context, lowerTable, report, Scope, type Tabular, withoutRow } from './context.js';
import { literal } from './operations.js';
import { constantText } from './special-calls.js';
import { defineStatements } from './statements.js';

type PatternBinding = Extract<Binding, { kind: 'pattern' }>;

/** `App("a1").Data` by the first case of `declare pattern App` whose arguments and path are the same texts. */
export function callPattern(e: Syntax.Call, path: string | undefined, pattern: PatternBinding, cx: Context): Tabular {
  const given = e.args.map((a) => constantText(a.value, 'an argument of a pattern', cx));
  const match = pattern.definition?.matches.find((m) => {
    const wanted = m.args.map((a) => (a.kind === 'string' ? a.value : undefined));
    const samePath = (m.path?.kind === 'string' ? m.path.value : undefined) === path;
    return samePath && wanted.length === given.length && wanted.every((w, i) => w === given[i]);
  });
  if (!pattern.definition || !match?.body.value) {
    report(cx, 'pattern-unmatched', { name: e.name.text }, e.span);
    return brokenTable(e.span);
  }
  const scope = new Scope(cx.scope);
  pattern.definition.params.forEach((p, i) => scope.define(p.name.text, { kind: 'scalar', expr: literal('string', given[i] ?? null, e.span) }));
  const inner: Context = { ...withoutRow(cx), scope };
  defineStatements(match.body.statements, inner);
  return lowerTable(match.body.value, inner);
}
