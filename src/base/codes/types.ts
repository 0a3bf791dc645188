/** Expressions whose types do not fit. Codes are sorted by name. */
export const TYPE_CODES = {
  'aggregate-misplaced': (p: { name: string }) => `${p.name} is an aggregate and stands only where rows are grouped`,
  'argument-count': (p: { name: string; got: number; want: string }) => `${p.name} takes ${p.want}, got ${p.got}`,
  'argument-type': (p: { name: string; types: string; want?: string }) =>
    `${p.name} does not take (${p.types})${p.want ? `; it takes ${p.want}` : ''}`,
  'column-not-aggregated': (p: { name: string }) => `${p.name} has many values in a group`,
  'graph-function-misplaced': (p: { name: string }) => `${p.name} stands only in graph-match and graph-shortest-paths`,
  'graph-pattern': (p: { what: string }) => `the graph pattern cannot be matched: ${p.what}`,
  'join-condition': () => 'a join compares columns by equality: a common column, or $left.a == $right.b',
  'literal-malformed': (p: { type: string; text: string }) => `${p.text} is no ${p.type} literal, or out of range`,
  'no-query': () => 'the text has statements but no query',
  'not-constant': (p: { what: string }) => `${p.what} must be known before the query runs`,
  'not-serialized': (p: { name: string }) => `${p.name} reads neighbouring rows, whose order means nothing here`,
  'parse-pattern': (p: { what: string; after: string }) => `${p.what} in the pattern of parse must follow ${p.after}`,
  'row-incomplete': (p: { values: number; columns: number }) => `${p.values} values do not make whole rows of ${p.columns} columns`,
  'type-mismatch': (p: { what: string; got: string; want: string }) => `${p.what} is ${p.got}, expected ${p.want}`,
  'types-differ': (p: { name: string; types: string }) => `the values that ${p.name} chooses from have different types: ${p.types}`,
  'window-misplaced': (p: { name: string; where: string }) => `${p.name} reads neighbouring rows, which ${p.where} does not allow`,
};
