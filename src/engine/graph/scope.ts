import { propertyColumn } from '../../ast/graph-names.js';
import type { GraphGather, GraphMatches } from '../../ast/pipeline.js';
import { castCell } from '../../data/cast.js';
import { BoolColumn, BoxColumn, type Column, take } from '../../data/column.js';
import type { Value } from '../../data/types.js';
import { evaluate } from '../eval.js';
import { columnNamed } from '../frame.js';
import type { Scope } from '../scope.js';
import type { Session } from '../session.js';
import { type BuiltGraph, nodeColumn } from './build.js';
import { type Matches, type PathRows, selectMatches } from './matches.js';

/** What the names in expressions over matches stand for: properties of variables, and what is gathered along their paths. */
export function matchScope(graph: BuiltGraph, m: GraphMatches, matches: Matches, session: Session): Scope {
  const known = new Map<string, Column | undefined>();
  const find = (name: string): Column | undefined => propertyOf(graph, matches, name) ?? gatheredNamed(name);
  const gatheredNamed = (name: string): Column | undefined => {
    const path = m.paths.find((p) => p.name === name);
    return path && gather(path, graph, matches, scope, session);
  };
  const scope: Scope = {
    length: matches.length,
    column: (name) => {
      if (!known.has(name)) known.set(name, find(name));
      return known.get(name);
    },
    select: (rows) => matchScope(graph, m, selectMatches(matches, rows), session),
  };
  return scope;
}

function propertyOf(graph: BuiltGraph, matches: Matches, name: string): Column | undefined {
  for (const [variable, rows] of matches.nodes) {
    const own = propertyNamed(variable, name);
    const column = own === undefined ? undefined : nodeColumn(graph, own);
    if (column) return take(column, rows);
  }
  for (const [variable, rows] of matches.edges) {
    const own = propertyNamed(variable, name);
    const column = own === undefined ? undefined : columnNamed(graph.edges, own);
    if (column) return take(column, rows);
  }
  return undefined;
}

/** The property that a column `#variable.property` is of this variable. */
function propertyNamed(variable: string, column: string): string | undefined {
  const start = propertyColumn(variable, '');
  return column.startsWith(start) ? column.slice(start.length) : undefined;
}

/** The properties of one variable over all nodes or edges, to tell beforehand which of them can match. */
export function variableScope(graph: BuiltGraph, variable: string, kind: 'node' | 'edge'): Scope {
  const length = kind === 'node' ? graph.ids.length : graph.from.length;
  const column = (name: string): Column | undefined => {
    const own = propertyNamed(variable, name);
    return own === undefined ? undefined : elementColumn(graph, kind, own);
  };
  return wholeScope(length, column);
}

/** Plain names are properties of all nodes or edges. */
export const elementScope = (graph: BuiltGraph, kind: 'node' | 'edge'): Scope =>
  wholeScope(kind === 'node' ? graph.ids.length : graph.from.length, (name) => elementColumn(graph, kind, name));

const elementColumn = (graph: BuiltGraph, kind: 'node' | 'edge', name: string): Column | undefined =>
  kind === 'node' ? nodeColumn(graph, name) : columnNamed(graph.edges, name);

const wholeScope = (length: number, column: (name: string) => Column | undefined): Scope => ({
  length, column,
  select: (rows) => wholeScope(rows.length, (name) => {
    const whole = column(name);
    return whole && take(whole, rows);
  }),
});

/* ---------------------------------------------------------------- along paths */

function gather(path: GraphGather, graph: BuiltGraph, matches: Matches, outer: Scope, session: Session): Column | undefined {
  const found = matches.paths.get(path.variable);
  if (!found) return undefined;
  const { rows, ends } = found[path.over];
  const owners = ownersOf(rows.length, ends);
  const kind = path.over === 'edges' ? 'edge' : 'node';
  const scope = wholeScope(rows.length, (name) => {
    const own = elementColumn(graph, kind, name);
    if (own) return take(own, rows);
    const around = outer.column(name);
    return around && take(around, owners);
  });
  const values = evaluate(path.body, scope, session);
  return path.gather === 'list' ? lists(values, ends) : truths(values, ends, path.gather === 'all');
}

/** Which match each element is of. */
function ownersOf(length: number, ends: PathRows['ends']): Int32Array {
  const out = new Int32Array(length);
  for (let m = 0, at = 0; m < ends.length; m++) for (; at < (ends[m] as number); at++) out[at] = m;
  return out;
}

function lists(values: Column, ends: Int32Array): Column {
  let at = 0;
  return new BoxColumn('dynamic', Array.from(ends, (end): Value => {
    const list: Value[] = [];
    for (; at < end; at++) list.push(castCell(values.type, 'dynamic', values.get(at)));
    return list as Value;
  }));
}

/** True of all where it is true of each, of none too. */
function truths(values: Column, ends: Int32Array, all: boolean): Column {
  let at = 0;
  return new BoolColumn(Uint8Array.from(ends, (end) => {
    let result = all;
    for (; at < end; at++) if ((values.get(at) === true) !== all) result = !all;
    return result ? 1 : 0;
  }));
}
