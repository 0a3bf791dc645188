import { EsqlParser } from '../grammars/esql/parser.js';
import { KqlParser } from '../grammars/kql/grammar.js';
import type { Decisions, PreparedParser } from '../grammars/prepared.js';
import type { Spelling } from '../src/catalogue/entry.js';
import { CATALOGUE, type DialectId } from '../src/catalogue/index.js';
import { EXPECTED } from '../src/dialects/esql/expected.js';
import { parseTemplate as parseEsql } from '../src/dialects/esql/raise/template.js';
import { CALENDAR, COMPUTED_PARTS } from '../src/dialects/kql/raise/handlers/date.js';
import { parseTemplate as parseKql } from '../src/dialects/kql/raise/template.js';

const textsOf = (dialect: DialectId): string[] => CATALOGUE.map((op): Spelling => op[dialect]).flatMap((how) => (how.kind === 'template' ? [how.text] : []));

/** Where nodes stood is of no use in a template; `fillTemplate` gives every `span` a value. */
const bare = (tree: unknown): unknown => JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'span' ? 0 : value)));

const treesOf = (texts: readonly string[], parse: (text: string) => unknown): Record<string, unknown> => Object.fromEntries(texts.map((t) => [t, bare(parse(t))]));

const decisionsOf = (parser: PreparedParser): Decisions => parser.decisionsMade();

/** The decisions of both grammars. */
export const decisions = {
  esql: decisionsOf(new EsqlParser({ recover: false, validate: false, messages: EXPECTED })),
  kql: decisionsOf(new KqlParser({ recovery: false, validate: false })),
};

/** The trees of all templates, by dialect and text. */
export const templateTrees = { esql: treesOf(textsOf('esql'), parseEsql), kql: treesOf([...textsOf('kql'), ...Object.values(CALENDAR), ...Object.values(COMPUTED_PARTS)], parseKql) };
