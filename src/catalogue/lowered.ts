import type { DialectId } from './index.js';

/**
 * A function that lowering takes apart, because its meaning depends on the columns or tables that there are. An entry of that name
 * serves for its signature alone. */
export interface LoweredName {
  readonly dialect: DialectId;
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
}

const kql = (signature: string, doc: string): LoweredName => ({ dialect: 'kql', name: signature.slice(0, signature.indexOf('(')), signature, doc });

const esql = (signature: string, doc: string): LoweredName => ({ ...kql(signature, doc), dialect: 'esql' });

export const LOWERED: readonly LoweredName[] = [
  kql('all(path, condition)', 'Whether a condition holds for every edge, or inner node, of a path in graph-match.'),
  kql('bag_pack_columns(column, …)', 'The columns as a property bag under their names.'),
  kql('cluster(name)', 'A cluster; its tables are taken by their own names.'),
  kql('column_ifexists(name, fallback)', 'The column of this name, or the fallback where the rows have none.'),
  kql('column_names_of(table)', 'The names of a table’s columns.'),
  kql('columnifexists(name, fallback)', 'An older name of column_ifexists.'),
  kql('database(name)', 'A database; its tables are taken by their own names.'),
  kql('external_table(name)', 'A table by its name.'),
  kql('inner_nodes(path)', 'The nodes between the ends of a path, as the first argument of all(), any() and map().'),
  kql('iscolumnexists(name)', 'Whether the rows have a column of this name.'),
  kql('labels(element?)', 'The labels of a node or an edge; graphs made by make-graph have none.'),
  kql('map(path, expression)', 'An array with a value for every edge, or inner node, of a path in graph-match.'),
  kql('materialize(rows)', 'The rows, computed once.'),
  kql('materialized_view(name)', 'A table by its name.'),
  kql('node_degree_in(node?)', 'How many edges end at a node in graph-match.'),
  kql('node_degree_out(node?)', 'How many edges begin at a node in graph-match.'),
  kql('node_id(node?)', 'The id of a node in graph-match as a text.'),
  kql('pack_all(skip_nulls?)', 'All columns as a property bag under their names.'),
  kql('stored_query_result(name)', 'A table by its name.'),
  kql('table(name)', 'A table by its name.'),
  kql('toscalar(rows)', 'The first cell of the first row.'),
  esql('KQL(query, options?)', 'Whether a Kibana query finds the row: conditions on the columns that it names.'),
  esql('QSTR(query, options?)', 'Whether a query string of Lucene finds the row: conditions on the columns that it names.'),
];
