import { guardsNothing } from './grok-guards.js';
import { embeddedReader } from '../../grammars/embedded/load.js';
import { GROK_PATTERNS } from './grok-patterns.js';
import { fromReading, parsed, refused, type Parsed } from './parsed.js';
import { EMPTY, someNode, type RegexNode } from './regex-ast.js';
import { parseRegex } from './regex-parse.js';
import { writeKusto } from './regex-write.js';
import { compileRegex } from './regex.js';

/** A piece of a GROK pattern: regular expression, or a reference to a named pattern with the field it fills. */
export type GrokPiece =
  | { readonly kind: 'regex'; readonly text: string }
  | { readonly kind: 'reference'; readonly name: string; readonly field: string | null; readonly at: number };

const read = embeddedReader<GrokPiece[]>('grok', () => ({
  pattern: (pieces) => pieces.children.map((p) => p['read']()),
  piece: (piece) => piece['read'](),
  reference(_open, name, _colon, field, _close) {
    return { kind: 'reference', name: name.sourceString, field: field.children[0]?.sourceString ?? null, at: this.source.startIdx };
  },
  text: (chars) => ({ kind: 'regex', text: chars.sourceString }),
}));

/** Reads a GROK pattern into its pieces; does not look into the regular expression nor whether names exist. */
function parseGrok(pattern: string): Parsed<readonly GrokPiece[]> {
  return fromReading('grok pattern', read(pattern), pattern.length);
}

/** The type that a capture is converted to. GROK's `float` widens to double in ES|QL; an unknown type is text. */
export type GrokType = 'keyword' | 'integer' | 'long' | 'double' | 'boolean';

const TYPES: Readonly<Record<string, GrokType>> = { boolean: 'boolean', double: 'double', float: 'double', int: 'integer', long: 'long' };

export interface GrokColumn {
  readonly name: string;
  readonly type: GrokType;
}

export interface GrokMatcher {
  /** Columns sorted by name, as ES|QL adds them. */
  readonly columns: readonly GrokColumn[];
  /** The captured texts of each column (several when a name is captured more than once, null for none), or null without a match. */
  match(text: string): readonly (readonly string[] | null)[] | null;
}

/**
 * Compiles a GROK pattern: references from the dictionary, `%{NAME:field:type}`, and groups `(?<field>…)` of Oniguruma's
 * syntax, where `^` and `$` always match at line ends and `(?m)` lets a dot take them. It is found anywhere in the text.
 */
export function compileGrok(pattern: string): Parsed<GrokMatcher> {
  const expanded = expand(pattern, 0);
  if (!expanded.ok) return expanded;
  const regex = compileRegex(expanded.value, { dialect: 'oniguruma' });
  if (!regex.ok) return inPattern(regex.error.code, regex.error.message, pattern);
  const fields = fieldsOf(regex.value.allGroupNames);
  return parsed({
    columns: fields.map(({ name, type }) => ({ name, type })),
    match: (text) => {
      const found = regex.value.find(text);
      return found && fields.map(({ groups }) => textsOf(found.groups, groups));
    },
  });
}

/** A GROK pattern as one Kusto regular expression, with the group of each column. `loose`: guards of its parts were left out that may matter. */
export interface GrokRegex {
  readonly text: string;
  readonly columns: readonly (GrokColumn & { readonly group: number })[];
  readonly loose: boolean;
}

/**
 * Kusto's expressions have neither lookaround nor atomic groups, which the dictionary uses so that a number is not cut out of a longer
 * one: without them the pattern takes at least what it took. Refused when a column is captured several times.
 */
export function grokToKusto(pattern: string): Parsed<GrokRegex> {
  const expanded = expand(pattern, 0);
  if (!expanded.ok) return expanded;
  const read = parseRegex(expanded.value, 'oniguruma');
  if (!read.ok) return inPattern(read.error.code, read.error.message, pattern);
  const guarded = someNode(read.value.node, isGuard);
  const written = writeKusto(guarded ? withoutGuards(read.value.node) : read.value.node);
  if (!written.ok) return refused('pattern-unsupported', { language: 'Kusto', what: written.what }, 0, pattern.length);
  const fields = fieldsOf(read.value.names);
  const several = fields.find((f) => f.groups.length > 1);
  if (several) return refused('pattern-unsupported', { language: 'Kusto', what: `two captures of ${several.name}` }, 0, pattern.length);
  return parsed({ text: `(?s)${written.text}`, loose: guarded && !isGuardedByTexts(pattern), columns: fields.map((f) => ({ name: f.name, type: f.type, group: f.groups[0] as number })) });
}

const isGuard = (node: RegexNode): boolean => node.kind === 'look' || node.kind === 'atomic' || (node.kind === 'repeat' && node.mode === 'possessive');

/** Whether the texts between the parts say what the guards of the parts do. */
function isGuardedByTexts(pattern: string): boolean {
  const pieces = parseGrok(pattern);
  // Another part is anything.
  const textAt = (p: GrokPiece | undefined): string => (p === undefined ? '' : p.kind === 'regex' ? p.text : '.');
  return pieces.ok && pieces.value.every((p, i, all) => {
    if (p.kind === 'regex') return !OWN_GUARD.test(p.text);
    const part = expand(`%{${p.name}}`, 0);
    return part.ok && guardsNothing(part.value, textAt(all[i - 1]), textAt(all[i + 1]));
  });
}

const OWN_GUARD = /\(\?(?:[=!>]|<[=!])|[*+?}]\+/;

function withoutGuards(node: RegexNode): RegexNode {
  if (node.kind === 'look') return EMPTY;
  if (node.kind === 'atomic') return withoutGuards(node.item);
  if (node.kind === 'repeat') return { ...node, item: withoutGuards(node.item), mode: node.mode === 'possessive' ? 'greedy' : node.mode };
  if ('items' in node) return { ...node, items: node.items.map(withoutGuards) };
  return 'item' in node ? { ...node, item: withoutGuards(node.item) } : node;
}

/** A problem of the expanded expression, which has other offsets than the pattern, is told for the pattern as a whole. */
function inPattern(code: string, message: string, pattern: string): Parsed<never> {
  return code === 'pattern-unsupported'
    ? { ok: false, error: { code: 'pattern-unsupported', message, span: { start: 0, end: pattern.length } } }
    : refused('pattern-malformed', { language: 'grok pattern', detail: message }, 0, pattern.length);
}

const MAX_NESTING = 20;

function expand(pattern: string, depth: number): Parsed<string> {
  const pieces = parseGrok(pattern);
  if (!pieces.ok) return pieces;
  let out = '';
  for (const piece of pieces.value) {
    if (piece.kind === 'regex') {
      out += piece.text;
      continue;
    }
    const definition = GROK_PATTERNS.get(piece.name);
    const end = piece.at + piece.name.length + 2;
    if (definition === undefined || depth > MAX_NESTING) {
      return refused('pattern-malformed', { language: 'grok pattern', detail: `unknown pattern ${piece.name}` }, piece.at, end);
    }
    const inner = expand(definition, depth + 1);
    if (!inner.ok) return inner;
    out += piece.field === null ? `(?:${inner.value})` : `(?<${piece.name}:${piece.field}>${inner.value})`;
  }
  return parsed(out);
}

interface Field extends GrokColumn {
  readonly groups: readonly number[];
}

/** A group is called `NAME:field:type`, `NAME:field`, or `field` when the pattern names it itself. */
function fieldsOf(groups: ReadonlyMap<string, readonly number[]>): Field[] {
  const fields = new Map<string, Field>();
  for (const [group, numbers] of groups) {
    const parts = group.split(':');
    const name = parts.length >= 2 ? (parts[1] as string) : group;
    const type = parts.length === 3 ? (TYPES[parts[2] as string] ?? 'keyword') : 'keyword';
    const known = fields.get(name);
    fields.set(name, { name, type: known?.type ?? type, groups: [...(known?.groups ?? []), ...numbers].sort((a, b) => a - b) });
  }
  return [...fields.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function textsOf(all: readonly (string | null)[], groups: readonly number[]): readonly string[] | null {
  const texts = groups.map((g) => all[g] ?? null).filter((t) => t !== null);
  return texts.length ? texts : null;
}
