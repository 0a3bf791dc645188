import type { Eval, Fork, Keep, Limit, ProcessingCommand, Rename, Sort } from '../../../../grammars/esql/syntax.js';
import type { Branch } from '../../../../grammars/esql/syntax.js';
import type { Named, NamePattern, Pipeline, Stage } from '../../../ast/pipeline.js';
import { nameMatches } from '../../../semantics/names.js';
import { Building } from './context.js';
import { EVALUATED } from './evaluated.js';
import { checkColumn, columnValue, condition, expression } from './expressions.js';
import type { Scope } from './scope.js';
import { columnName, grouping } from './grouping.js';
import type { Handlers } from './handlers.js';
import { lookupJoin } from './joins.js';
import { constant } from './literals.js';
import { fieldName, namePattern, namesIn } from './names.js';
import { parameterOf } from './parameters.js';
import { notYet } from './sources.js';

const HANDLERS: Handlers = {
  ...EVALUATED,
  where: (c, b, s) => b.push({ kind: 'filter', cond: condition(c.condition, s), span: c.span }),
  eval: (c, b, s) => evaluate(c, b, s),
  stats: (c, b, s) => b.push(grouping(c, s)),
  'inline-stats': (c, b, s) => b.push(grouping(c, s)),
  keep: (c, b, s) => b.push({ kind: 'keep', columns: patterns(c.patterns, s), order: 'list', span: c.span }),
  drop: (c, b, s) => b.push({ kind: 'drop', columns: patterns(c.patterns, s), strict: true, span: c.span }),
  rename: (c, b, s) => rename(c, b, s),
  sort: (c, b, s) => b.push(sort(c, s)),
  limit: (c, b, s) => b.push(limit(c, s)),
  'mv-expand': (c, b, s) => {
    const name = fieldName(c.field, s.lowering);
    b.push({ kind: 'mvExpand', columns: [{ name, expr: expression(c.field, s), span: c.field.span }], values: 'multi', bags: 'bag', span: c.span });
  },
  join: (c, b, s) => lookupJoin(c, b, s),
  lookup: (c, b) => b.push(notYet('LOOKUP', c.span, 'in development')),
  fork: (c, b, s) => b.push(fork(c, b, s)),
  sample: (c, b, s) => b.push({ kind: 'sample', probability: constant(c.probability, s.lowering), span: c.span }),
  dedup: (c, b) => b.push({ kind: 'distinct', columns: [], all: true, span: c.span }),
  invalid: (c, b) => b.push(notYet(c.name, c.span)),
};

/** Lowers commands onto a pipeline that has its source. */
export function commands(list: readonly ProcessingCommand[], b: Building, scope: Omit<Scope, 'schema'>): void {
  for (const c of list) {
    const handle = HANDLERS[c.kind] as (c: ProcessingCommand, b: Building, s: Scope) => void;
    handle(c, b, { ...scope, schema: b.schema });
  }
}

/** Each field sees those before it, so a field that reads or redefines a name assigned before it starts another stage. */
function evaluate(c: Eval, b: Building, scope: Scope): void {
  let columns: Named[] = [];
  const flush = (): void => {
    if (columns.length > 0) b.push({ kind: 'extend', columns, place: 'end', span: c.span });
    columns = [];
  };
  for (const f of c.fields) {
    const name = columnName(f, scope);
    const isAssigned = (n: string): boolean => columns.some((x) => x.name === n);
    if (columns.length > 0 && (isAssigned(name) || namesIn(f.value).some(isAssigned))) flush();
    columns.push({ name, expr: columnValue(f.value, name, { ...scope, schema: b.schema }), span: f.span });
  }
  flush();
}

/** Columns named outright must be there, as in Elasticsearch; a pattern must match one. */
function patterns(trees: Keep['patterns'], scope: Scope): NamePattern[] {
  return trees.map((tree) => {
    const p = namePattern(tree, scope.lowering);
    if (!p.wildcard || !scope.schema.fields.some((f) => nameMatches(p.name, f.name))) checkColumn(p.name, p.span, scope);
    return p;
  });
}

/** Renamings take effect one after the other: `a AS b, b AS c` renames a to c. */
function rename(c: Rename, b: Building, scope: Scope): void {
  for (const r of c.renamings) {
    const from = namePattern(r.from, scope.lowering);
    checkColumn(from.name, from.span, { ...scope, schema: b.schema });
    const to = namePattern(r.to, scope.lowering);
    b.push({ kind: 'rename', columns: [{ from: from.name, to: to.name, span: r.span }], clash: 'replace', span: c.span });
  }
}

/** Ascending by default; nulls come last when ascending and first when descending. */
function sort(c: Sort, scope: Scope): Stage {
  const keys = c.keys.map((k) => {
    const desc = k.direction === 'desc';
    return { expr: expression(k.value, scope), desc, nullsFirst: k.nulls ? k.nulls === 'first' : desc, span: k.span };
  });
  return { kind: 'sort', keys, span: c.span };
}

function limit(c: Limit, scope: Scope): Stage {
  const count = c.count.kind === 'parameter' ? parameterOf(c.count, scope.lowering) : constant(c.count, scope.lowering);
  if (count.kind === 'lit' && count.type !== 'unknown' && (typeof count.value !== 'number' || count.value < 0)) {
    scope.lowering.report('type-mismatch', { what: 'the LIMIT', got: String(count.value), want: 'a number of rows' }, c.span);
  }
  const by = c.by.map((e) => expression(e, scope));
  return { kind: 'limit', count, span: c.span, ...(by.length > 0 && { by }) };
}

function fork(c: Fork, b: Building, scope: Scope): Stage {
  const branches = c.branches.map((branch, i) => ({ name: `fork${i + 1}`, pipeline: branchPipeline(branch, b, scope) }));
  return { kind: 'fork', branches, labelColumn: '_fork', span: c.span };
}

function branchPipeline(branch: Branch, outer: Building, scope: Scope): Pipeline {
  const b = new Building(scope.lowering, outer.schema);
  b.stages.push({ kind: 'input', span: branch.span });
  commands(branch.commands, b, scope);
  implicitLimit(b, branch.span);
  return b.pipeline(branch.span);
}

/** A cluster cuts a result without a LIMIT at 1,000 rows, and any result at 10,000. */
export function implicitLimit(b: Building, at: Stage['span']): void {
  if (b.lowering.env.implicitLimit !== true) return;
  const limited = b.stages.some((s) => s.kind === 'limit');
  const count = { kind: 'lit' as const, type: 'int' as const, value: limited ? 10_000 : 1_000, span: at };
  b.push({ kind: 'limit', count, implicit: true, span: at });
}
