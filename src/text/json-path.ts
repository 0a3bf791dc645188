import { embeddedReader, type Reading } from '../../grammars/embedded/load.js';
import { fromReading, refused, type Parsed } from './parsed.js';

/** One step down: a property of an object, or an element of an array (negative: from the end). */
export type JsonStep = { readonly kind: 'key'; readonly name: string } | { readonly kind: 'index'; readonly index: number };

/** The dialects spell paths alike, but ES|QL may leave out the `$` and has no negative index. */
export type JsonPathDialect = 'kusto' | 'esql';

const key = (name: string): JsonStep => ({ kind: 'key', name });
const unquote = (text: string): string => text.slice(1, -1).replace(/\\(['"\\])/g, '$1');

const read = embeddedReader<JsonStep[]>('json-path', () => ({
  kusto: (_root, steps) => steps.children.map((s) => s['read']()),
  esql_rooted: (_root, steps) => steps.children.map((s) => s['read']()),
  esql_bare: (first, steps) => [first, ...steps.children].map((s) => s['read']()),
  esql_bracket: (first, steps) => [first, ...steps.children].map((s) => s['read']()),
  dotted: (_dot, name) => name['read'](),
  key: (name) => key(name.sourceString),
  bracket: (_open, _before, inner, _after, _close) => inner['read'](),
  fromEnd: (_open, _before, _minus, index, _after, _close) => ({ kind: 'index', index: -Number(index.sourceString) }),
  index: (digits) => ({ kind: 'index', index: Number(digits.sourceString) }),
  single: (_open, _chars, _close) => key(unquote(_open.sourceString + _chars.sourceString + _close.sourceString)),
  double: (_open, _chars, _close) => key(unquote(_open.sourceString + _chars.sourceString + _close.sourceString)),
}));

/** Reads a path. Wildcards, slices and recursion are refused: neither dialect has them. An empty list is the root. */
export function parseJsonPath(text: string, dialect: JsonPathDialect): Parsed<readonly JsonStep[]> {
  const reading: Reading<JsonStep[]> = read(text, dialect);
  const path = fromReading('JSON path', reading, text.length);
  if (path.ok && path.value.some((s) => s.kind === 'index' && !Number.isSafeInteger(s.index))) {
    return refused('pattern-malformed', { language: 'JSON path', detail: 'an index is too large' }, 0, text.length);
  }
  return path;
}

/** Writes a path; `parseJsonPath` gives the same steps back. */
export function printJsonPath(steps: readonly JsonStep[], dialect: JsonPathDialect): string {
  const text = steps.map(printStep).join('');
  if (dialect === 'kusto' || text === '') return `$${text}`;
  return text.startsWith('.') ? text.slice(1) : text;
}

function printStep(step: JsonStep): string {
  if (step.kind === 'index') return `[${step.index}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(step.name) ? `.${step.name}` : `['${step.name.replace(/['"\\]/g, '\\$&')}']`;
}
