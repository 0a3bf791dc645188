import type { Expression, ParsePiece, Stage as StageTree } from '../../../../grammars/kql/syntax.js';
import type { Dissect, Enrich, Expr, Grok, Parts, StageKind, StageOf } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { parseDissect, type DissectPattern } from '../../../text/dissect.js';
import { grokToKusto, type GrokRegex, type GrokType } from '../../../text/grok.js';
import { PARTS } from '../../../semantics/pattern-fields.js';
import { fieldOf } from '../../../semantics/schema.js';
import { binary, call, column, extend, long, name, projectAway, text } from './build.js';
import { isArray } from './arrays.js';
import { refuse, type Spelling } from './context.js';
import { value } from './expressions.js';
import type { Scope } from './scope.js';

type Kinds = 'dissect' | 'grok' | 'enrich' | 'parts';
type Handlers<K extends StageKind> = { readonly [S in K]: (stage: StageOf<S>, s: Spelling, scope: Scope) => void };

const span = NO_SPAN;

/** Stages that make columns out of a text. */
export const EXTRACTIONS: Handlers<Kinds> = {
  dissect: (d, s, scope) => dissect(d, s, scope),
  grok: (g, s, scope) => grok(g, s, scope),
  enrich: (e, s, scope) => enrich(e, s, scope),
  parts: (p, s, scope) => parts(p, s, scope),
};

/* ---------------------------------------------------------------- DISSECT */

/** `parse x with "a=" a " b=" b *`: of a text that does not match both leave the columns empty. */
function dissect(d: Dissect, s: Spelling, scope: Scope): void {
  const read = parseDissect(d.pattern);
  if (!read.ok) return refuse('DISSECT', read.error.message, d.span);
  const { pieces, joined } = parsePieces(read.value, d, s);
  if (isArray(d.input, scope.arrays)) return refuse('DISSECT of several values', 'parse takes one text', d.span);
  s.push(parse(value(d.input, scope), pieces));
  const mend = mended(read.value);
  if (mend === undefined) s.raising.stageNote('different', 'DISSECT', TWICE, d.span);
  else if (mend.length > 0) s.push(extend(mend.map(([to, delimiter]) => column(call('iff', binary('startswith_cs', name(to), text(delimiter)), text(''), name(to)), to))));
  if (joined.size === 0) return;
  const separator = text(d.appendSeparator);
  s.push(extend([...joined].map(([to, parts]) => column(call('strcat', ...parts.flatMap((p, i) => (i === 0 ? [name(p)] : [separator, name(p)]))), to))));
  s.push(projectAway([...joined.values()].flat()));
}

const TWICE = 'a delimiter that stands twice in a row is taken for the start of a value there, while DISSECT leaves the value between them empty';

/**
 * A delimiter that stands twice in a row gives the key between an empty value, and the next key goes on behind it; `parse` looks on for the
 * text behind the column. What `parse` gives is right once the values that begin with the delimiter before them are empty: these columns, with
 * that delimiter. `undefined`: the two part in other ways too.
 */
function mended({ pairs }: DissectPattern): readonly (readonly [string, string])[] | undefined {
  const delimiters = pairs.map((p) => p.delimiter).filter((t) => t !== '');
  const last = pairs[pairs.length - 1] as DissectPattern['pairs'][number];
  const before = delimiters[0];
  if (before === undefined || pairs.length === 1) return [];
  const plain = (p: typeof last): boolean => p.key.kind === 'plain';
  if (new Set(delimiters).size === 1) return last.delimiter !== '' || last.key.kind === 'skip' ? [] : plain(last) ? [[last.key.name, before]] : undefined;
  const [, second, third] = pairs;
  const others = pairs.filter((p) => p !== second);
  if (!second || !plain(second) || others.some((p) => p.key.kind !== 'skip') || pairs.length > 3 || (third && third.delimiter !== '')) return undefined;
  return before.startsWith(second.delimiter) ? [] : [[second.key.name, before]];
}

const parse = (input: Expression, pattern: readonly ParsePiece[]): StageTree => ({ kind: 'parse', params: [], value: input, pattern, span });

/** Appended keys are cut out under names of their own and joined in their order. */
function parsePieces(pattern: DissectPattern, d: Dissect, s: Spelling): { pieces: ParsePiece[]; joined: Map<string, string[]> } {
  const pieces: ParsePiece[] = pattern.leading === '' ? [] : [text(pattern.leading)];
  const appended = new Map<string, { part: string; order: number }[]>();
  pattern.pairs.forEach(({ key, delimiter }, i) => {
    if (key.padded) refuse('DISSECT with ->', 'parse does not skip repeated delimiters', d.span);
    if (key.kind === 'name' || key.kind === 'value') refuse('DISSECT with reference keys', 'KQL columns are named in the query', d.span);
    if (delimiter === '' && i < pattern.pairs.length - 1) refuse('DISSECT', 'two keys without text between them', d.span);
    if (key.kind === 'append') {
      const part = s.raising.fresh(key.name);
      appended.set(key.name, [...(appended.get(key.name) ?? []), { part, order: key.order ?? i }]);
      pieces.push(name(part));
    } else pieces.push(key.kind === 'skip' ? { kind: 'star', span } : name(key.name));
    if (delimiter !== '') pieces.push(text(delimiter));
  });
  // What is behind the last delimiter does not matter to DISSECT.
  if (pieces[pieces.length - 1]?.kind === 'string') pieces.push({ kind: 'star', span });
  const joined = new Map([...appended].map(([to, parts]) => [to, [...parts].sort((a, b) => a.order - b.order).map((p) => p.part)]));
  return { pieces, joined };
}

/* ---------------------------------------------------------------- GROK */

const CONVERTERS: Readonly<Record<GrokType, string>> = { keyword: 'tostring', integer: 'toint', long: 'tolong', double: 'todouble', boolean: 'tobool' };

/** One regular expression; several columns come out of one match. */
function grok(g: Grok, s: Spelling, scope: Scope): void {
  const [pattern, ...more] = g.patterns;
  if (isArray(g.input, scope.arrays)) return refuse('GROK of several values', 'KQL takes one text', g.span);
  if (pattern === undefined || more.length > 0) return refuse('GROK with several patterns', 'KQL takes one regular expression at a time', g.span);
  const regex = grokToKusto(pattern);
  if (!regex.ok) return refuse('GROK', regex.error.message, g.span);
  if (regex.value.loose) s.raising.stageNote('different', 'GROK', 'a part may be cut out of a longer number or word: KQL has no lookaround, which keeps GROK from it', g.span);
  cut(value(g.input, scope), regex.value, s);
}

function cut(input: Expression, regex: GrokRegex, s: Spelling): void {
  const [only, ...more] = regex.columns;
  if (!only) return;
  if (more.length === 0) {
    const found = call('extract', text(regex.text), long(only.group), input);
    s.push(extend([column(only.type === 'keyword' ? found : call(CONVERTERS[only.type], found), only.name)]));
    return;
  }
  const match = s.raising.fresh('match');
  const groups: Expression = { kind: 'dynamic', value: { kind: 'dynamicArray', items: regex.columns.map((c) => long(c.group)), span }, span };
  const first: Expression = { kind: 'element', target: call('extract_all', text(regex.text), groups, input), index: long(0), span };
  s.push(extend([column(first, match)]));
  s.push(extend(regex.columns.map((c, i) => column(call(CONVERTERS[c.type], { kind: 'element', target: name(match), index: long(i), span }), c.name))));
  s.push(projectAway([match]));
}

/* ---------------------------------------------------------------- ENRICH, URI_PARTS */

/** A policy is a lookup table of its name, whose key has the name of the field. */
function enrich(e: Enrich, s: Spelling, scope: Scope): void {
  if (e.on.kind !== 'col') return refuse('ENRICH', 'its key is no column', e.span);
  const key = name(e.on.name);
  const replaced = (e.columns ?? []).map((c) => c.name).filter((c) => fieldOf(s.schema, c));
  if (replaced.length > 0) s.push(projectAway(replaced));
  const table: Expression = e.columns
    ? { kind: 'pipeline', source: name(e.policy), stages: [{ kind: 'project', columns: [column(key), ...e.columns.map((c) => column(name(c.from), c.name === c.from ? undefined : c.name))], span }], span }
    : name(e.policy);
  s.raising.stageNote('rewritten', 'ENRICH', `the policy ${e.policy} is taken for a table of that name with the key ${e.on.name}`, e.span);
  s.push({ kind: 'lookup', params: [], table, on: [key], span });
  void scope;
}

/** The parts that `parse_url` has, by the names that URI_PARTS gives them. */
const URL_MEMBERS: Readonly<Record<string, string>> = { domain: 'Host', fragment: 'Fragment', path: 'Path', port: 'Port', scheme: 'Scheme', username: 'Username', password: 'Password' };
/** Other parts, by the pattern whose first group they are. */
const URL_PATTERNS: Readonly<Record<string, string>> = {
  extension: '^[^?#]*/[^/?#]*\\.([^./?#]+)(?:[?#]|$)', query: '^[^?#]*\\?([^#]*)', user_info: '^[^/?#]*//([^/?#@]*)@',
};

const PART_STAGES = { userAgent: 'USER_AGENT', registeredDomain: 'REGISTERED_DOMAIN', ipLocation: 'IP_LOCATION' } as const;

function parts(p: Parts, s: Spelling, scope: Scope): void {
  if (p.what !== 'uri') return refuse(PART_STAGES[p.what], 'KQL has no data base of them', p.span);
  const address = value(p.input as Expr, scope);
  const url = call('parse_url', address);
  const member = (m: string): Expression => call('tostring', { kind: 'path', target: url, member: name(m), span });
  const cut = (pattern: string): Expression => call('extract', text(pattern), long(1), address);
  const part = (name: string): Expression => (URL_PATTERNS[name] !== undefined ? cut(URL_PATTERNS[name]) : name === 'port' ? call('toint', member('Port')) : member(URL_MEMBERS[name] ?? ''));
  s.raising.stageNote('different', 'URI_PARTS', 'KQL finds parts in whole addresses only, with a scheme and a host', p.span);
  s.push(extend(PARTS.uri.map((f) => column(part(f.name), `${p.prefix}.${f.name}`))));
}
