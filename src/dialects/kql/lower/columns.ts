import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr, Named } from '../../../ast/pipeline.js';
import { type Context, lowerExpr, report } from './context.js';
import { resultName } from './result-names.js';
import { tupleColumns } from './tuples.js';

/** Lists of columns with the names that Kusto gives to those without one. */

/** `print`: unnamed ones are `print_0`, … by place; `other`: by their expression, else `Column1`, `Column2`, … */
export type Naming = 'print' | 'other';

/** The name that the author gave: before `=`, or the column itself. */
export const givenName = (c: Syntax.Column): string | undefined => c.names[0]?.text ?? (c.value.kind === 'name' ? c.value.text : undefined);

/** Hands out names in order. Given ones must be new; others get a number when they are not. */
export class Names {
  private readonly taken: Set<string>;

  constructor(private readonly cx: Context, reserved: Iterable<string> = []) {
    this.taken = new Set(reserved);
  }

  given(name: string, at: Syntax.Span): string {
    if (this.taken.has(name)) report(this.cx, 'duplicate-column', { name }, at);
    this.taken.add(name);
    return name;
  }

  automatic(base: string | undefined): string {
    if (base === undefined || base === '') return this.numbered();
    let name = base;
    for (let i = 1; this.taken.has(name); i++) name = `${base}${i}`;
    this.taken.add(name);
    return name;
  }

  private numbered(): string {
    let i = 1;
    while (this.taken.has(`Column${i}`)) i++;
    this.taken.add(`Column${i}`);
    return `Column${i}`;
  }
}

/** Expressions with names. `avoid`: existing columns that a numbered name must not hide. */
export function namedColumns(columns: readonly Syntax.Column[], cx: Context, naming: Naming, avoid: Iterable<string> = []): Named[] {
  const names = new Names(cx, numberedOnly(avoid));
  const siblings = new Set(columns.flatMap((c) => c.names.map((n) => n.text)));
  const inner: Context = cx.row ? { ...cx, row: { ...cx.row, siblings } } : cx;
  return columns.flatMap((c, i): Named[] => {
    const several = tupleColumns(c.value, inner);
    if (several) return several.map((part, k) => ({ ...part, name: c.names[k] ? names.given(c.names[k].text, c.span) : names.automatic(part.name) }));
    return [single(c, i, names, naming, inner)];
  });
}

function single(c: Syntax.Column, i: number, names: Names, naming: Naming, cx: Context): Named {
  const expr = lowerExpr(c.value, cx);
  const given = c.names[0]?.text;
  if (given !== undefined) return named(names.given(given, c.span), expr, c);
  if (naming === 'print') return named(names.given(`print_${i}`, c.span), expr, c);
  return named(c.value.kind === 'name' ? names.given(c.value.text, c.span) : names.automatic(resultName(c.value)), expr, c);
}

/** `extend tostring(x)` replaces x; only `Column1` and the like look for a free number. */
const numberedOnly = (names: Iterable<string>): string[] => [...names].filter((n) => /^Column\d+$/.test(n));

const named = (name: string, expr: Expr, c: Syntax.Column): Named => ({ name, expr, span: c.span });

/** Dynamic values have no equality that could group rows. */
export function simpleKeys(keys: Named[], cx: Context): Named[] {
  for (const k of keys) {
    if (k.expr.type === 'dynamic') report(cx, 'type-mismatch', { what: `the key ${k.name}`, got: 'dynamic', want: 'a simple type' }, k.span, 'convert it first, for example with tostring()');
  }
  return keys;
}
