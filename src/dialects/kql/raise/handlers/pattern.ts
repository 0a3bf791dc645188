import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import type { Parsed } from '../../../../text/parsed.js';
import { parseReplacement, type ReplacementPiece } from '../../../../text/regex-api.js';
import { readGroupPattern } from '../../../../text/group-pattern.js';
import { type ConvertedRegex, javaToKusto, luceneToKusto, mayFollowItself } from '../../../../text/regex-convert.js';
import type { RegexLoss } from '../../../../text/regex-write.js';
import { compileRegex } from '../../../../text/regex.js';
import { standardTokens } from '../../../../text/analyzer.js';
import { isText } from '../../../../data/types.js';
import { arrayOf, binary, call, logical, long, text } from '../build.js';
import { isArray } from '../arrays.js';
import { folded } from '../idioms.js';
import { refuse } from '../context.js';
import type { Handlers, Spell } from './handler.js';
import { single } from './text.js';

/** Regular expressions and full-text search of ES|QL. */
export const PATTERN_HANDLERS: Handlers = {
  'esql.rlike': (e, s) => logical('or', e.args.slice(1).map((_p, i) => matching(e.args[0] as Expr, regexOf(constantText(e, i + 1, 'a pattern'), e, i + 1, luceneToKusto, s), s))),
  'esql.mvRlike': (e, s) => matching(single(e, s), regexOf(constantText(e, 1, 'a pattern'), e, 1, luceneToKusto, s), s),
  'esql.replace': (e, s) => replaced(e, s),
  'esql.match': (e, s) => searched(e, s, words),
  'esql.matchOperator': (e, s) => searched(e, s, words),
  'esql.matchPhrase': (e, s) => searched(e, s, phrase),
  'esql.matchValue': (e, s) => anyValue(e, s),
  'esql.matchValueOperator': (e, s) => anyValue(e, s),
};

/** A pattern of plain characters is looked for as a text. */
function matching(e: Expr, pattern: string, s: Spell): Expression {
  const [, start, plain, end] = /^(\^?)([^\\^$.|?*+()[\]{}]+)(\$?)$/.exec(pattern) ?? [];
  if (plain === undefined) return binary('matches regex', s.value(e), text(pattern));
  const lower = folded(e, [plain]);
  const x = s.value(lower ?? e);
  if (start && end) return binary(lower ? '=~' : '==', x, text(plain));
  return binary(`${start ? 'startswith' : end ? 'endswith' : 'contains'}${lower ? '' : '_cs'}`, x, text(plain));
}

function constantText(e: Call, at: number, what: string): string {
  const arg = e.args[at];
  return arg?.kind === 'lit' && typeof arg.value === 'string' ? arg.value : refuse(`${what} that is not constant`, 'KQL needs it written out', e.span);
}

const LOSSES: Readonly<Record<RegexLoss, string>> = {
  backtracking: 'a possessive quantifier is written as a plain one, which may match where it did not',
  'line-ends': 'line ends match differently', 'unicode-case': 'letters beyond ASCII match differently', 'unicode-classes': 'letters and digits beyond ASCII match differently',
};

function regexOf(pattern: string, e: Call, at: number, convert: (pattern: string) => Parsed<ConvertedRegex>, s: Spell): string {
  const converted = convert(pattern);
  if (!converted.ok && convert === javaToKusto && compileRegex(pattern, { dialect: 'kusto' }).ok) return shared(pattern, e, s);
  if (!converted.ok) return refuse('this regular expression', converted.error.message, e.args[at]?.span ?? e.span);
  for (const loss of converted.value.losses) s.scope.raising.opNote('different', 'a regular expression', LOSSES[loss], e.span);
  return converted.value.text;
}

/** A pattern that both languages read. Anchors and the like mean the same; classes may not, beyond ASCII. */
function shared(pattern: string, e: Call, s: Spell): string {
  if (/\\[dDsSwWbB]|\./.test(pattern)) s.scope.raising.opNote('different', 'a regular expression', 'letters, digits and line ends beyond ASCII match differently', e.span);
  return pattern;
}

/** Characters without a meaning of their own in a pattern. */
const PLAIN = /^[^\\^$.|?*+()[\]{}]*$/;

function replaced(e: Call, s: Spell): Expression {
  const pattern = constantText(e, 1, 'a pattern');
  const by = constantText(e, 2, 'a replacement');
  const x = s.value(e.args[0] as Expr);
  if (pattern !== '' && PLAIN.test(pattern) && !/[\\$]/.test(by)) return call('replace_string', x, text(pattern), text(by));
  const wanted = readGroupPattern(pattern, by);
  if (wanted && compileRegex(wanted.body, { dialect: 'java' }).ok) return call('extract', text(regexOf(wanted.body, e, 1, javaToKusto, s)), long(wanted.group), x);
  const regex = compileRegex(pattern, { dialect: 'java' });
  const pieces = regex.ok ? parseReplacement(by, regex.value) : regex;
  if (!pieces.ok) return refuse('REPLACE', pieces.error.message, e.span);
  if (by !== '' && mayFollowItself(pattern, 'java')) s.scope.raising.opNote('different', 'REPLACE', 'an empty match right behind another one stays as it is', e.span);
  return call('replace_regex', x, text(regexOf(pattern, e, 1, javaToKusto, s)), text(pieces.value.map((p) => kustoPiece(p, e)).join('')));
}

function kustoPiece(p: ReplacementPiece, e: Call): string {
  if (typeof p === 'string') return p.replaceAll('\\', '\\\\');
  return p <= 9 ? `\\${p}` : refuse('a group beyond the ninth', 'KQL replacements name groups by one digit', e.span);
}

/* ---------------------------------------------------------------- words */

type Search = (query: string, e: Call) => { readonly needles: readonly string[]; readonly join: 'and' | 'or' };

const words: Search = (query, e) => ({ needles: [...new Set(standardTokens(query))], join: String(e.options?.['operator'] ?? 'or').toLowerCase() === 'and' ? 'and' : 'or' });
const phrase: Search = (query) => ({ needles: [query], join: 'and' });

/** Words of a text column become terms; anything else is compared as it is. */
function searched(e: Call, s: Spell, search: Search): Expression {
  const [x, query] = e.args as [Expr, Expr];
  if ((x.type !== 'text' && x.type !== 'unknown') || !isText(query.type)) return binary('==', s.value(x), s.value(query));
  const { needles, join } = search(constantText(e, 1, 'a search text'), e);
  if (needles.length === 0) return refuse('a search without words', 'it matches nothing', e.span);
  s.scope.raising.opNote('different', 'full-text search', 'Elasticsearch and KQL cut texts into words by rules of their own', e.span);
  return logical(join, needles.map((n) => binary('has', s.value(x), text(n))));
}

/** One of several values matches too, and these are an array in KQL. Of a column that is known to be no array equality is enough. */
function anyValue(e: Call, s: Spell): Expression {
  const [x, query] = e.args as [Expr, Expr];
  const [column, wanted] = [s.value(x), s.value(query)];
  if (isArray(x, s.scope.arrays)) return call('set_has_element', column, wanted);
  return x.type === 'unknown' ? call('set_has_element', arrayOf(column), wanted) : binary('==', column, wanted);
}
