import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format, parse, run } from '../src/index.js';
import { officialError } from './support/kusto.js';

/** Sources: the documentation of each graph stage and function; hashes of node ids are those of hash(). */
const E = 'let E = datatable(a:string, b:string, w:long)["x", "y", 1, "y", "z", 2, "z", "x", 3, "z", "w", 4]; let N = datatable(id:string, p:long)["y", 10, "x", 20, "q", 30];';
const G = `${E} E | make-graph a --> b with N on id`;
const BARE = `${E} E | make-graph a --> b with_node_id=id`;
const LOOPS = 'datatable(a:string, b:string, w:long)["x", "x", 1, "x", "y", 2] | make-graph a --> b with_node_id=id';

const CASES: readonly (readonly [title: string, query: string, answer: unknown])[] = [
  ['nodes as their table lists them, then those that only edges name', `${G} | graph-to-table nodes`, [['y', 10], ['x', 20], ['q', 30], ['z', null], ['w', null]]],
  ['nodes without a table in the order of the edges', `${BARE} | graph-to-table nodes`, [['x'], ['y'], ['z'], ['w']]],
  ['hashes of ids', `print hash("x") | union (datatable(a:string, b:string)["x", "y"] | make-graph a --> b | graph-to-table edges with_source_id=h | project print_0 = h) | distinct print_0 | count`, [[1]]],
  ['hashes of target ids', `${G} | graph-to-table edges with_target_id=t | where t == hash(b) | count`, [[4]]],
  ['nodes under a name', `${G} | graph-to-table nodes as X, edges as Y; X | count`, [[5]]],
  ['edges under a name', `${G} | graph-to-table nodes as X, edges as Y; Y | count`, [[4]]],
  ['a graph under a name', `${E} let G = E | make-graph a --> b with N on id; G | graph-match (n)-[e]->(m) where m.id == "w" project n.id`, [['z']]],
  ['right to left', `${BARE} | graph-match (m)<-[e]-(n) where m.id == "w" project n.id, e.w`, [['z', 4]]],
  ['any direction', `${BARE} | graph-match (m)-[e]-(n) where m.id == "z" project n.id, e.w`, [['x', 3], ['w', 4], ['y', 2]]],
  ['a loop has no direction', `${LOOPS} | graph-match (m)-[e]-(n) where e.w == 1 project m.id`, [['x']]],
  ['anonymous nodes and edges', `${BARE} | graph-match (m)-->()-->(n) where m.id == "x" project n.id`, [['z']]],
  ['a single node', `${G} | graph-match (n) where n.p > 10 project n.id`, [['x'], ['q']]],
  ['patterns that share a node', `${BARE} | graph-match (m)<--(n), (n)-[e]->(k) where m.id == "w" and k.id != "w" project m.id, k.id`, [['w', 'x']]],
  ['no edge twice by default', `${BARE} | graph-match (m)<-[e]-(n)-[f]->(k) where n.id == "z" project e.w, f.w`, [[3, 4], [4, 3]]],
  ['cycles=all', `${BARE} | graph-match cycles=all (m)<-[e]-(n)-[f]->(k) where n.id == "z" project e.w, f.w`, [[3, 3], [3, 4], [4, 3], [4, 4]]],
  ['a cycle back to the node where it began', `${BARE} | graph-match (n)-[e*1..5]->(n) where n.id == "x" project s = map(e, w)`, [[[1, 2, 3]]]],
  ['cycles=none', `${BARE} | graph-match cycles=none (n)-[e*1..5]->(n) project n.id`, []],
  ['cycles=none meets no node twice', `${BARE} | graph-match cycles=none (n)-[e*1..5]->(m) where n.id == "x" project m.id, l = array_length(e)`, [['y', 1], ['z', 2], ['w', 3]]],
  ['a path backwards keeps its order', `${BARE} | graph-match (n)-[e*3..3]->(m) where m.id == "w" project n.id, s = map(e, w), i = map(inner_nodes(e), id)`, [['x', [1, 2, 4], ['y', 'z']]]],
  ['a path of no edges', `${BARE} | graph-match (n)-[e*0..1]->(m) where n.id == "y" project m.id, s = map(e, w), all(e, w > 100), any(e, w < 100)`, [['y', [], true, false], ['z', [2], false, true]]],
  ['a condition on a property of a path holds for each edge', `${BARE} | graph-match (n)-[e*1..3]->(m) where n.id == "x" and e.w < 3 project m.id`, [['y'], ['z']]],
  ['a property of a path is an array', `${BARE} | graph-match (n)-[e*2..2]->(m) where n.id == "x" project e.w, t = strcat(e.a, "-", e.b)`, [[[1, 2], ['x-y', 'y-z']]]],
  ['conditions inside paths see the variables around them', `${G} | graph-match (n)-[e*1..2]->(m) where n.id == "x" and all(e, w * 10 < n.p) project m.id`, [['y']]],
  ['names of columns', `${G} | graph-match (n)-[e]->(m) where n.id == "z" and m.id == "w" project n.id, e.w, node_degree_out(n), labels(n), node_id(m) | getschema | project ColumnName, ColumnType`,
    [['n_id', 'string'], ['e_w', 'long'], ['Column1', 'long'], ['Column2', 'dynamic'], ['Column3', 'string']]],
  ['degrees', `${BARE} | graph-match (n)-[e*2..2]->(m) where node_degree_in(m) == 1 and node_degree_out(n) == 2 project n.id, m.id, d = map(inner_nodes(e), node_degree_out())`, [['z', 'y', [1]]]],
  ['weak components', `${G} | graph-mark-components with_component_id=c | graph-to-table nodes | project id, c`, [['y', 0], ['x', 0], ['q', 1], ['z', 0], ['w', 0]]],
  ['strong components', `${BARE} | graph-mark-components kind=strong | graph-to-table nodes`, [['x', 0], ['y', 0], ['z', 0], ['w', 1]]],
  ['components are properties', `${G} | graph-mark-components | graph-match (n) where n.ComponentId == 1 project n.id`, [['q']]],
  ['one shortest path', `${BARE} | graph-shortest-paths (n)-[e*1..9]->(m) where n.id == "y" and m.id == "w" project l = map(e, w)`, [[[2, 4]]]],
  ['all shortest paths', 'datatable(a:string, b:string)["s", "1", "s", "2", "1", "t", "2", "t", "s", "3", "3", "4", "4", "t"] | make-graph a --> b with_node_id=id | graph-shortest-paths output=all (n)-[e*1..9]->(m) where n.id == "s" and m.id == "t" project map(inner_nodes(e), id)', [[['1']], [['2']]]],
  ['a shortest path through some nodes only', 'datatable(a:string, b:string)["s", "1", "1", "t", "s", "3", "3", "4", "4", "t"] | make-graph a --> b with_node_id=id | graph-shortest-paths (n)-[e*1..9]->(m) where n.id == "s" and m.id == "t" and all(inner_nodes(e), id != "1") project map(inner_nodes(e), id)', [[['3', '4']]]],
  ['a shortest path from a node to itself', `${BARE} | graph-shortest-paths (n)-[e*1..9]->(m) where n.id == "x" project m.id`, ['not-yet']],
  ['a shortest path that meets a node twice', `${BARE} | graph-shortest-paths (n)-[e*2..9]->(m) where n.id == "x" and m.id == "y" project m.id`, ['not-yet']],
  ['a shortest path by a condition on the whole', `${BARE} | graph-shortest-paths (n)-[e*1..9]->(m) where n.id == "x" and any(e, w == 3) project m.id`, ['not-yet']],
  ['two rows for one node', `${E} E | make-graph a --> b with (union N, N) on id | graph-to-table nodes`, ['not-yet']],
  ['partitioned-by', `${E} let M = datatable(id:string, w:long)["x", 1, "y", 1, "y", 2, "z", 2]; E | take 2 | make-graph a --> b with M on id partitioned-by w (graph-match (n)-[e*1..2]->(m) project n.id, m.id, n.w)`, [['x', 'y', 1], ['y', 'z', 2]]],
  ['undirected graphs', `${E} E | make-graph a -- b with_node_id=id | graph-to-table nodes`, ['not-yet']],
  ['rows of a graph', `${BARE} | count`, ['type-mismatch']],
  ['a graph as the answer', BARE, ['type-mismatch']],
  ['a pattern over rows', `${E} E | graph-match (n) project n.a`, ['type-mismatch']],
  ['an edge twice', `${BARE} | graph-match (n)-[e]->(m)-[e]->(k) project n.id`, ['duplicate-name']],
  ['patterns without a common node', `${BARE} | graph-match (n)-->(m), (k)-->(l) project n.id`, ['graph-pattern']],
  ['a variable as a value', `${BARE} | graph-match (n)-[e]->(m) project n`, ['not-yet']],
  ['an unknown property', `${BARE} | graph-match (n)-[e]->(m) project n.nosuch`, ['unknown-column']],
  ['map of a single edge', `${BARE} | graph-match (n)-[e]->(m) project map(e, w)`, ['type-mismatch', 'argument-count']],
  ['a graph function outside a graph', 'print map(x, 1)', ['graph-function-misplaced']],
  ['a search without end', 'let I = range i from 0 to 30 step 1; I | extend k = 1 | join kind=inner (I | extend k = 1, j = i) on k | where i != j | make-graph i --> j | graph-match cycles=none (n)-[e*31..31]->(m) project 1', ['too-many-paths']],
];

describe('graphs', () => {
  it.each(CASES)('%s', (_, query, answer) => {
    const got = run(query, { lang: 'kql', now: '2026-01-05T00:00:00Z' });
    expect(got.ok ? got.rows : got.errors.map((e) => e.code)).toEqual(answer);
  });

  it('are syntax that the official parser takes', () => {
    expect(CASES.filter(([, query]) => officialError(query) !== null).map(([title]) => title)).toEqual([]);
  });

  it.each([
    'T | make-graph a - -> b | graph-to-table nodes', 'T | make-graph a <-- b | graph-to-table nodes', 'T | make-graph a --> b with N | graph-to-table nodes',
    'T | make-graph a --> b with_node_id=i with N on id | graph-to-table nodes', `${BARE} | graph-match (n) - [e] -> (m) project n.id`,
    `${BARE} | graph-match (n)-[e*2]->(m) project n.id`, `${BARE} | graph-to-table rows`, `${BARE} | graph-to-table nodes with_source_id=s`,
  ])('refuse %s, as the official parser does', (query) => {
    expect([officialError(query) === null, parse(query, { lang: 'kql' }).ok]).toEqual([false, false]);
  });

  it('are written as they are read', () => {
    const text = `T | make-graph a --> b with (N | where x > 1) on ['the id'], M on id partitioned-by k (graph-mark-components kind=weak | graph-match cycles=none (n)-[e*1..3]->(m), (m)<--()--(k)-[*2..2]-(l) where all(inner_nodes(e), x == 1) project n.x, y = m.y)`;
    const once = format(text, { lang: 'kql' });
    expect(once.ok && once.query.replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')')).toBe(text);
    expect(once.ok && format(once.query, { lang: 'kql' })).toEqual(once);
  });
});

/** A few nodes and edges between them, as pairs of small numbers. */
const edges = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 9 });
const tableOf = (pairs: readonly (readonly [number, number])[]): string => `datatable(a:long, b:long, i:long)[${pairs.map(([a, b], i) => `${a}, ${b}, ${i}`).join(', ')}] | make-graph a --> b with_node_id=id`;
const rowsOf = (query: string): string[] => {
  const answer = run(query, { lang: 'kql', now: '2026-01-05T00:00:00Z' });
  return answer.ok ? answer.rows.map((r) => JSON.stringify(r)).sort() : answer.errors.map((e) => e.code);
};

describe('laws of graphs', () => {
  it('find the walks that pairs of joined rows are', () => {
    fc.assert(fc.property(edges, (pairs) => {
      const walks = pairs.flatMap(([a, b], i) => pairs.flatMap(([c, d], j) => (b === c && i !== j ? [JSON.stringify([a, d, [i, j]])] : []))).sort();
      expect(rowsOf(`${tableOf(pairs)} | graph-match (n)-[e*2..2]->(m) project n.id, m.id, map(e, i)`)).toEqual(walks);
      expect(rowsOf(`${tableOf(pairs)} | graph-match (n)-[e]->()-[f]->(m) project n.id, m.id, pack_array(e.i, f.i)`)).toEqual(walks);
    }));
  });

  it('do not depend on where the search begins', () => {
    fc.assert(fc.property(edges, fc.integer({ min: 0, max: 4 }), (pairs, end) => {
      const all = `${tableOf(pairs)} | graph-match (n)-[e*1..3]-(m)`;
      expect(rowsOf(`${all} where m.id == ${end} project n.id, map(e, i)`)).toEqual(rowsOf(`${all} where m.id + 0 * n.id == ${end} project n.id, map(e, i)`));
    }));
  });
});
