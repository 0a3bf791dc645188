import { embeddedReader } from '../../grammars/embedded/load.js';
import { fromReading, parsed, refused, type Parsed } from './parsed.js';

/** What a key does with its value: keep it, join it to others of the name, or drop it; `name`/`value` form a reference pair. */
export type DissectKeyKind = 'plain' | 'append' | 'skip' | 'name' | 'value';

export interface DissectKey {
  readonly kind: DissectKeyKind;
  readonly name: string;
  /** Place among the appended values (`/n`), null for the order in which they stand. */
  readonly order: number | null;
  /** `->`: repetitions of the delimiter behind the key are skipped. */
  readonly padded: boolean;
}

export interface DissectPair {
  readonly key: DissectKey;
  /** Text behind the key; empty at the end of a pattern, where the key takes the rest. */
  readonly delimiter: string;
}

export interface DissectPattern {
  readonly leading: string;
  readonly pairs: readonly DissectPair[];
  /** The columns that the pattern makes, in order of first appearance. */
  readonly names: readonly string[];
}

const key = (kind: DissectKeyKind, name: string, padding: string, order: number | null = null): DissectKey => ({ kind, name, order, padded: padding !== '' });

const read = embeddedReader<{ leading: string; pairs: DissectPair[] }>('dissect', () => ({
  pattern: (leading, pairs, _dangling) => ({ leading: leading.sourceString, pairs: pairs.children.map((p) => p['read']()) }),
  pair: (_open, k, _close, delimiter) => ({ key: k['read'](), delimiter: delimiter.sourceString }),
  ordered: (_plus, name, _slash, order, padding) => key('append', name.sourceString, padding.sourceString, Number(order.sourceString)),
  append: (_plus, name, padding) => key('append', name.sourceString, padding.sourceString),
  skip: (_mark, name, padding) => key('skip', name.sourceString, padding.sourceString),
  fieldName: (_star, name, padding) => key('name', name.sourceString, padding.sourceString),
  fieldValue: (_and, name, padding) => key('value', name.sourceString, padding.sourceString),
  plain: (name, padding) => key(name.sourceString === '' ? 'skip' : 'plain', name.sourceString, padding.sourceString),
}));

const MAX_ORDER = 32_767;

/**
 * Reads a DISSECT pattern by Elasticsearch's rules: a plain key whose name is appended to elsewhere is appended too; `*`
 * and `&` come in pairs; at least one key must be kept. Source: the documentation and the dissect library's behaviour.
 */
export function parseDissect(pattern: string): Parsed<DissectPattern> {
  const reading = fromReading('dissect pattern', read(pattern), pattern.length);
  if (!reading.ok) return reading;
  const appended = new Set(reading.value.pairs.filter((p) => p.key.kind === 'append').map((p) => p.key.name));
  const pairs = reading.value.pairs.map((p) => (p.key.kind === 'plain' && appended.has(p.key.name) ? { ...p, key: { ...p.key, kind: 'append' as const } } : p));
  const names = [...new Set(pairs.filter((p) => p.key.kind !== 'skip').map((p) => p.key.name))];
  const detail = problemOf(pairs, names);
  if (detail) return refused('pattern-malformed', { language: 'dissect pattern', detail }, 0, pattern.length);
  return parsed({ leading: reading.value.leading, pairs, names });
}

function problemOf(pairs: readonly DissectPair[], names: readonly string[]): string | undefined {
  if (names.length === 0) return 'no key is kept';
  if (pairs.some((p) => (p.key.order ?? 0) > MAX_ORDER)) return `an order is above ${MAX_ORDER}`;
  const unpaired = names.find((n) => {
    const kinds = pairs.filter((p) => p.key.name === n && (p.key.kind === 'name' || p.key.kind === 'value')).map((p) => p.key.kind);
    return kinds.length > 0 && (kinds.length !== 2 || kinds[0] === kinds[1]);
  });
  return unpaired === undefined ? undefined : `*${unpaired} and &${unpaired} come in pairs`;
}

/** The values of a text in the order of `names`, or null when the pattern does not fit. */
export type DissectMatcher = (text: string) => string[] | null;

/**
 * Compiles a pattern. Each key takes the text up to the next occurrence of its delimiter, without trying others; repeated
 * delimiters give empty values to the keys behind unless the key is padded; a text after the last delimiter is ignored; a
 * text that ends with the leading delimiter does not fit. Reference keys are refused, as ES|QL does.
 */
export function compileDissect(pattern: DissectPattern, appendSeparator = ''): Parsed<DissectMatcher> {
  if (pattern.pairs.some((p) => p.key.kind === 'name' || p.key.kind === 'value')) {
    return refused('pattern-unsupported', { language: 'DISSECT in ES|QL', what: 'reference keys' });
  }
  const assemble = assembler(pattern, appendSeparator);
  return parsed((text) => {
    const values = split(pattern, text);
    return values && assemble(values);
  });
}

/** One value for each pair, or null. */
function split({ leading, pairs }: DissectPattern, text: string): string[] | null {
  if (text.length <= leading.length || !text.startsWith(leading)) return null;
  const values: string[] = [];
  let at = leading.length;
  while (values.length < pairs.length) {
    const { delimiter } = pairs[values.length] as DissectPair;
    if (delimiter === '') {
      values.push(text.slice(at));
      break;
    }
    const found = text.indexOf(delimiter, at);
    if (found < 0) return null;
    values.push(text.slice(at, found));
    at = found + delimiter.length;
    while (text.startsWith(delimiter, at)) {
      const { padded } = (pairs[values.length - 1] as DissectPair).key;
      if (!padded && values.length === pairs.length) break;
      at += delimiter.length;
      if (!padded) values.push('');
    }
  }
  return values.length === pairs.length ? values : null;
}

function assembler({ pairs, names }: DissectPattern, separator: string): (values: readonly string[]) => string[] {
  const places = names.map((name) => {
    const of = pairs.map((p, i) => ({ ...p.key, i })).filter((p) => p.kind !== 'skip' && p.name === name);
    const appends = of.some((p) => p.kind === 'append');
    // Values without an order come first, as the library counts them from a negative number.
    const ordered = [...of].sort((a, b) => (a.order ?? -1) - (b.order ?? -1));
    return appends ? ordered.map((p) => p.i) : of.slice(-1).map((p) => p.i);
  });
  return (values) => places.map((of) => (of.length === 1 ? (values[of[0] as number] as string) : of.map((i) => values[i]).join(separator)));
}
