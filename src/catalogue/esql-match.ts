import { Failure } from '../base/diagnostics.js';
import { likeMatcher, parseLike, type TextTest } from '../text/like.js';
import { compileLuceneRegex } from '../text/lucene-regex.js';
import { compileRegex, type Regex } from '../text/regex.js';
import { parseReplacement, type ReplacementPiece, replaceMatches } from '../text/regex-api.js';
import { MultiValue, type Value } from '../data/types.js';
import { call, type CallContext, infix, type Op, prepared, preparedTotal, raise } from './entry.js';
import { MULTI_IN_SINGLE, nullFor } from './esql-support.js';

/** Patterns of ES|QL, matched against the whole text, case and all. Several patterns: one must match. */

const KEPT = 1_000;

/** Compiles each pattern once, as long as not too many are known. */
export function compiled<T>(compile: (pattern: string) => T, most = KEPT): (pattern: string) => T {
  const known = new Map<string, T>();
  return (pattern) => {
    let made = known.get(pattern);
    if (made === undefined) {
      if (known.size >= most) known.clear();
      known.set(pattern, (made = compile(pattern)));
    }
    return made;
  };
}

/**
 * A test of the whole text. A pattern that cannot be read fails the query, as it does in Elasticsearch. The last ones are kept: a translation
 * tries the same pattern on several values.
 */
export const regexTest = compiled((pattern): TextTest => {
  const regex = compileLuceneRegex(pattern);
  if (!regex.ok) throw new Failure([regex.error]);
  return regex.value;
}, 20);

/** A pattern that every text matches is a test for null in Elasticsearch, so that `NOT x LIKE "*"` keeps nulls. */
function anyPattern(compile: (pattern: string) => TextTest, all: ReadonlySet<string>): (c: CallContext) => (cell: Value, ...patterns: (string | null)[]) => Value {
  return (c) => {
    const test = fixedTest(c, compile) ?? perRow(compile);
    const fixed = c.constants.slice(1);
    const always = fixed.includes(undefined) ? undefined : fixed.some((p) => all.has(p as string));
    return (cell, ...patterns) => {
      if (always ?? patterns.some((p) => all.has(p as string))) return cell !== null;
      if (cell === null || patterns.includes(null)) return null;
      return cell instanceof MultiValue ? nullFor(c, MULTI_IN_SINGLE) : test(cell as string, patterns as string[]);
    };
  };
}

type PatternTest = (text: string, patterns: readonly string[]) => boolean;

function fixedTest(c: CallContext, compile: (pattern: string) => TextTest): PatternTest | undefined {
  const fixed = c.constants.slice(1);
  if (!fixed.every((p) => typeof p === 'string')) return undefined;
  const tests = fixed.map((p) => compile(p as string));
  const only = tests[0] as TextTest;
  return tests.length === 1 ? (text) => only(text) : (text) => tests.some((t) => t(text));
}

function perRow(compile: (pattern: string) => TextTest): PatternTest {
  const test = compiled(compile);
  return (text, patterns) => patterns.some((p) => test(p)(text));
}

/* ---------------------------------------------------------------- REPLACE */

interface Replacer {
  readonly regex: Regex;
  readonly pieces: readonly ReplacementPiece[];
}

/** What Java would say of a pattern or replacement that it refuses, as text. */
function replacerOf(pattern: string, by: string): Replacer | string {
  const regex = compileRegex(pattern, { dialect: 'java' });
  if (!regex.ok) return `java.util.regex.PatternSyntaxException: ${regex.error.message}`;
  const pieces = parseReplacement(by, regex.value);
  return pieces.ok ? { regex: regex.value, pieces: pieces.value } : `java.lang.IllegalArgumentException: ${pieces.error.message}`;
}

/** Java's `replaceAll`; what it refuses gives null with a warning. The last pattern and replacement are kept, as they rarely change. */
function replace(c: CallContext): (text: string, pattern: string, by: string) => Value {
  let last: { readonly pattern: string; readonly by: string; readonly replacer: Replacer | string } | undefined;
  return (text, pattern, by) => {
    if (last === undefined || last.pattern !== pattern || last.by !== by) last = { pattern, by, replacer: replacerOf(pattern, by) };
    const { replacer } = last;
    return typeof replacer === 'string' ? nullFor(c, replacer) : replaceMatches(replacer.regex, text, replacer.pieces);
  };
}

export const ESQL_MATCH_OPS: readonly Op[] = [
  {
    id: 'esql.like', kind: 'scalar', doc: 'Whether the whole text matches a pattern in which `*` stands for any text and `?` for a character.',
    esql: infix('LIKE'), kql: raise('rewritten'), multi: 'aware',
    sigs: [preparedTotal(['string', 'string', '...string'], 'bool', anyPattern((p) => likeMatcher(parseLike(p)), new Set(['*', '**'])))],
    examples: [[['abc', 'a*'], true], [['abc', 'b*'], false], [['abc', 'b*', '?bc'], true], [[null, 'a'], null], [[null, '*'], false]],
  },
  {
    id: 'esql.rlike', kind: 'scalar', doc: 'Whether the whole text matches a regular expression of Lucene.', esql: infix('RLIKE'), kql: raise('rewritten'), multi: 'aware',
    sigs: [preparedTotal(['string', 'string', '...string'], 'bool', anyPattern(regexTest, new Set(['.*', '(.*)', '.*.*'])))],
    examples: [[['abc', 'a.*'], true], [['abc', 'a'], false], [['abc', 'x', '.bc'], true], [[null, 'a'], null]],
  },
  {
    id: 'esql.replace', kind: 'scalar', doc: 'Every match of a regular expression (Java) replaced; `$1` stands for a group.', esql: call('REPLACE'),
    kql: raise('rewritten', 'groups are written \\1 in KQL'), sigs: [prepared(['string', 'string', 'string'], 'string', replace)],
    examples: [[['a1b22', '[0-9]+', '#'], 'a#b#'], [['abc', '(b)', '<$1>'], 'a<b>c'], [['a', '(', 'b'], null]],
  },
];
