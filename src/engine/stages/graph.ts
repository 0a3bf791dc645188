import type { Graph, GraphMatches } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { castColumn } from '../../data/cast.js';
import { type Column, concat } from '../../data/column.js';
import { groupBy, rowsOfGroups } from '../../data/group.js';
import { evaluate } from '../eval.js';
import { columnNamed, type Frame, LazyColumn, selectRows, withColumns } from '../frame.js';
import { type BuiltGraph, buildGraph, hashedIds } from '../graph/build.js';
import { candidatesOf } from '../graph/candidates.js';
import { type Matches, selectMatches } from '../graph/matches.js';
import { matchScope } from '../graph/scope.js';
import { search } from '../graph/search.js';
import { shortest } from '../graph/shortest.js';
import type { Session } from '../session.js';
import { stack } from '../stack.js';
import type { StageRunners } from '../stage.js';

/** A graph out of rows, and its nodes, its edges or the matches of a pattern in it. */
function graph(s: Graph, input: Frame, session: Session): Frame {
  const tables = s.nodes.map((n) => session.pipeline(n.pipeline));
  if (s.partitionBy === undefined) return result(s, buildGraph(s, input, tables, session), session);
  const parts = partsOf(s, s.partitionBy, [input, ...tables], session);
  const results = parts.map(([edges, ...nodes]) => result(s, buildGraph(s, edges as Frame, nodes, session), session));
  return results.length > 0 ? stack(results, { columns: 'outer', rule: 'widen', inputNames: [], span: s.span }, session) : result(s, buildGraph(s, input, tables, session), session);
}

/** The rows of each table for each value of the column. */
function partsOf(s: Graph, name: string, tables: readonly Frame[], session: Session): Frame[][] {
  const columns = tables.map((t) => columnNamed(t, name) ?? fail('unknown-column', { name }, s.span));
  const type = (columns[0] as Column).type;
  const groups = groupBy([concat(type, columns.map((c) => castColumn(c, type)))], columns.reduce((n, c) => n + c.length, 0));
  return rowsOfGroups(groups).map((rows) => {
    let start = 0;
    return tables.map((t) => {
      const own = rows.filter((r) => r >= start && r < start + t.length).map((r) => r - start);
      start += t.length;
      return selectRows(t, own, session.fillStrings);
    });
  });
}

function result(s: Graph, built: BuiltGraph, session: Session): Frame {
  const { result: wanted } = s;
  if (wanted.of === 'nodes') return withHashes(s, built.nodes, built, [[wanted.id, undefined]], session);
  if (wanted.of === 'edges') return withHashes(s, built.edges, built, [[wanted.sourceId, built.from], [wanted.targetId, built.to]], session);
  return matches(s, wanted, built, session);
}

function withHashes(s: Graph, rows: Frame, built: BuiltGraph, hashes: readonly (readonly [name: string | undefined, nodes: Int32Array | undefined])[], session: Session): Frame {
  const added = hashes.flatMap(([name, nodes]) => (name === undefined ? [] : [{ name, column: hashedIds(built, nodes, s, session) }]));
  return {
    fields: [...added.map(({ name, column }) => ({ name, type: column.type })), ...rows.fields],
    cells: [...added.map(({ column }) => new LazyColumn(column)), ...rows.cells], length: rows.length,
  };
}

function matches(s: Graph, m: GraphMatches, built: BuiltGraph, session: Session): Frame {
  const candidates = candidatesOf(m, built, session);
  const all = (m.shortest ? shortest : search)(m, built, candidates, session, s.span);
  const kept = candidates.rest.reduce((found, condition) => filtered(found, evaluate(condition, matchScope(built, m, found, session), session)), all);
  if (m.shortest) refuseLoops(s, m, kept);
  const scope = matchScope(built, m, kept, session);
  session.checkSize(kept.length, m.columns.length, s.span);
  return withColumns({ fields: [], cells: [], length: kept.length }, m.columns.map((c): [string, Column] => [c.name, evaluate(c.expr, scope, session)]));
}

function filtered(found: Matches, truth: Column): Matches {
  const kept = Int32Array.from({ length: found.length }, (_, i) => i).filter((i) => truth.get(i) === true);
  return kept.length === found.length ? found : selectMatches(found, kept);
}

function refuseLoops(s: Graph, m: GraphMatches, found: Matches): void {
  const [from, to] = (m.patterns[0]?.nodes ?? []).map((v) => found.nodes.get(v));
  if (from && to && from !== to && from.some((n, i) => n === to[i])) fail('not-yet', { what: 'graph-shortest-paths from a node to itself', reason: 'whether there is one is not documented' }, s.span);
}

export const GRAPH_STAGES: StageRunners<'graph'> = { graph };
