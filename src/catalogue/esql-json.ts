import { jsonOfDynamic } from '../data/encode.js';
import { parseJson } from '../data/json.js';
import { DynamicReal, DynamicScalar, type Dynamic, type Value } from '../data/types.js';
import { call, type CallContext, type Op, prepared, raise } from './entry.js';
import { compiled } from './esql-match.js';
import { nullFor } from './esql-support.js';

/** JSON_EXTRACT: a subset of JSONPath, `a.b[0]['c d']` with an optional `$` in front. */

type Step = string | number;

/** A key in dots, an index or a quoted key in brackets. */
const STEP = /\.?([^.[\]'"*]+)|\[\s*(\d+)\s*\]|\[\s*'((?:[^'\\]|\\.)*)'\s*\]|\[\s*"((?:[^"\\]|\\.)*)"\s*\]/gy;

/** `undefined` for a path that is malformed, or uses wildcards, slices, filters or negative indices. */
export function parseSteps(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let at = path.startsWith('$') ? 1 : 0;
  if (at === 0 && path.startsWith('.')) return undefined;
  while (at < path.length) {
    STEP.lastIndex = at;
    const m = STEP.exec(path);
    if (!m || (m[1] !== undefined && steps.length > 0 && path[at] !== '.')) return undefined;
    const quoted = m[3] ?? m[4];
    steps.push(m[2] !== undefined ? Number(m[2]) : quoted !== undefined ? quoted.replace(/\\(.)/g, '$1') : (m[1] as string));
    at = STEP.lastIndex;
  }
  return steps;
}

function follow(value: Dynamic, steps: readonly Step[], path: string): { readonly value: Dynamic } | string {
  let here = value;
  for (const step of steps) {
    if (typeof step === 'number' && Array.isArray(here)) {
      if (step >= here.length) return 'array index out of bounds';
      here = here[step] as Dynamic;
    } else if (typeof step === 'string' && here instanceof Map && here.has(step)) here = here.get(step) as Dynamic;
    else return `path [${path}] does not exist`;
  }
  return { value: here };
}

/** Texts without quotes, everything else as JSON. */
function textOf(v: Dynamic): string | null {
  if (v === null || typeof v === 'string') return v;
  return v instanceof DynamicReal || v instanceof DynamicScalar ? jsonOfDynamic(v).replace(/^"|"$/g, '') : jsonOfDynamic(v);
}

function extract(c: CallContext): (read: () => Dynamic | undefined, path: string) => Value {
  const steps = compiled(parseSteps);
  const warn = (text: string): null => nullFor(c, `java.lang.IllegalArgumentException: ${text}`);
  return (read, path) => {
    const known = steps(path);
    if (!known) return warn(`Invalid JSON path [${path}]`);
    const value = read();
    if (value === undefined) return warn('invalid JSON input');
    const found = follow(value, known, path);
    return typeof found === 'string' ? warn(found) : textOf(found.value);
  };
}

/** The text of the row before is not read again: MV_EXPAND repeats it for each place of an array. */
function ofText(c: CallContext): (text: string, path: string) => Value {
  const f = extract(c);
  let last: string | undefined;
  let value: Dynamic | undefined;
  return (text, path) => f(() => {
    if (text === last) return value;
    const json = parseJson(text);
    last = text;
    return (value = json.ok ? json.value : undefined);
  }, path);
}

function ofSource(c: CallContext): (source: Dynamic, path: string) => Value {
  const f = extract(c);
  return (source, path) => f(() => source, path);
}

export const ESQL_JSON_OPS: readonly Op[] = [
  {
    id: 'esql.jsonExtract', kind: 'scalar', doc: 'The value at a path (a subset of JSONPath) of a JSON text, as text.', esql: call('JSON_EXTRACT', { since: '9.4', ga: '9.5' }),
    kql: raise('rewritten'),
    sigs: [prepared(['string', 'string'], 'string', ofText), prepared(['dynamic', 'string'], 'string', ofSource)],
    examples: [
      [['{"a":{"b":[1,2.0]}}', 'a.b[1]'], '2.0'], [['{"a.b":"x"}', "$['a.b']"], 'x'], [['{"a":{"b":1}}', 'a'], '{"b":1}'], [['{"a":null}', '$.a'], null], [['{}', 'a'], null], [['{', 'a'], null],
    ],
  },
];
