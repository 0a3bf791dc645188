import { describe, expect, it } from 'vitest';
import { KqlParser } from '../grammars/kql/grammar.js';
import { scan as scanKql } from '../grammars/kql/scanner.js';
import { scan as scanEsql } from '../grammars/esql/lexer.js';
import { EsqlParser } from '../grammars/esql/parser.js';
import { EXPECTED } from '../src/dialects/esql/expected.js';

/* The bundle's parsers are given the decisions of their grammars, where the sources' compute them. Both must read alike. */

const kql = new KqlParser({ recovery: false, validate: false });
const kqlPrepared = new KqlParser({ recovery: false, validate: false, decisions: kql.decisionsMade() });
const esql = new EsqlParser({ recover: false, validate: false, messages: EXPECTED });
const esqlPrepared = new EsqlParser({ recover: false, validate: false, messages: EXPECTED, decisions: esql.decisionsMade() });

function readKql(parser: KqlParser, text: string): unknown {
  parser.input = scanKql(text).tokens;
  parser.text = text;
  const tree = parser.script();
  return { tree: parser.errors.length > 0 ? undefined : tree, at: parser.errors.map((e) => e.token.startOffset), problems: parser.problems.length };
}

function readEsql(parser: EsqlParser, text: string): unknown {
  parser.text = text;
  parser.input = scanEsql(text).tokens;
  const tree = parser.statement();
  return { tree: parser.errors.length > 0 ? undefined : tree, at: parser.errors.map((e) => e.token.startOffset) };
}

const KQL_TEXTS = [
  `let f = (x: long, y: string = "a") { T | where a == x and b has y }; f(1) | join kind=leftanti (U | project k) on $left.a == $right.k`,
  `T | summarize n = count(), make_set_if(x, y > 1, 10) by bin(t, 1h), k | top 5 by n desc nulls last | mv-expand a to typeof(long) limit 3`,
  `T | parse kind=regex s with * "a" x: long "b" y | extend z = iff(x between (1 .. 2), dynamic({"a": [1, null]}), todynamic(y)).a[0]`,
  `union isfuzzy=true T*, (U | where x !in~ ("a", "b")) | make-series n = count() default = 0 on t from ago(1d) to now() step 1h by k`,
  `T | where x = 1`, `T | wher x`, `T | summarize by`, `T | where )`, `let x = ; T`, `T | join (U on k`, '', `T |`, `T | extend a = case(`,
];
const ESQL_TEXTS = [
  `FROM logs-*, -old METADATA _id, _index | WHERE a.b == "x" AND NOT c IN (1, 2) OR d LIKE ("a*", "b*") | EVAL x = CASE(a > 1, "y", null), y = -z::long | KEEP a.*, x`,
  `FROM a | STATS n = COUNT(*) WHERE x > 1, m = MAX(y) BY b = BUCKET(@timestamp, 1 hour), c | SORT n DESC NULLS LAST | LIMIT 5 | LOOKUP JOIN idx ON k`,
  `ROW a = [1, 2], b = TO_IP("::1") | MV_EXPAND a | DISSECT s "%{x} %{y}" | GROK t "%{IP:ip}" | RENAME a AS b | FORK (WHERE a > 1) (LIMIT 2)`,
  `FROM a | INLINE STATS m = AVG(x) BY k | ENRICH p ON f WITH n = m | CHANGE_POINT x ON t AS type, pvalue | DROP y`,
  `FROM a | WHERE x = `, `FROM`, `FROM a | WHER x`, `FROM a | STATS BY`, `FROM a | EVAL x = (1 + `, '', `FROM a |`, `FROM a | SORT`, `ROW`, `FROM a | WHERE x IN ()`,
];

describe('a parser with given decisions', () => {
  it.each(KQL_TEXTS)('reads KQL as one that computes them: %s', (text) => expect(readKql(kqlPrepared, text)).toEqual(readKql(kql, text)));
  it.each(ESQL_TEXTS)('reads ES|QL as one that computes them: %s', (text) => expect(readEsql(esqlPrepared, text)).toEqual(readEsql(esql, text)));
});
