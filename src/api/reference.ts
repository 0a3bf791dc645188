import type { Expr, Pipeline, Plan, Stage } from '../ast/pipeline.js';
import { NO_SPAN } from '../base/source.js';
import type { Grade, Op, ParamSpec, Spelling } from '../catalogue/entry.js';
import type { Need } from '../catalogue/esql-forms.js';
import type { DialectId } from '../catalogue/index.js';
import { LOWERED } from '../catalogue/lowered.js';
import { resolve } from '../catalogue/resolve.js';
import { STAGE_TABLES, type StageRow } from '../catalogue/stages.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import type { Dialect } from '../dialects/dialect.js';
import { parse as parseEsql } from '../dialects/esql/parse.js';
import { needsOf } from '../dialects/esql/releases.js';
import { DIALECTS } from '../dialects/registry.js';
import type { Environment } from '../semantics/environment.js';
import { closed } from '../semantics/schema.js';
import { translate } from './translate.js';

/**
 * What the reference documents, `eskql functions` and help say of an operation or a stage. The texts are no prose of their own: a small
 * pipeline with the operation in it is spelled by each dialect, so that they show what a translation writes.
 */
export type Support = Grade | 'refused' | 'not yet';

/** An operation or stage in both dialects. `null`: the dialect has no such thing of its own, it only stands for the other's. */
export interface Construct {
  readonly kql: string | null;
  readonly esql: string | null;
  /** How well each direction keeps the meaning; `null` where nothing is to be translated. */
  readonly toEsql: Support | null;
  readonly toKql: Support | null;
  readonly notes: readonly string[];
  /** The versions of Elasticsearch that the ES|QL text needs, where it is not as old as ES|QL. */
  readonly needs: readonly Need[];
}

const span = NO_SPAN;
const other = (d: DialectId): DialectId => (d === 'kql' ? 'esql' : 'kql');
const ORDER: readonly Support[] = ['exact', 'rewritten', 'narrower', 'wider', 'different', 'not yet', 'refused'];
const worse = (a: Support, b: Support): Support => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b);
export const isNative = (s: Spelling): boolean => s.kind === 'call' || s.kind === 'infix' || s.kind === 'prefix';

/* ---------------------------------------------------------------- operations */

export function constructOf(op: Op): Construct {
  const kql = isNative(op.kql) ? oneWay(op, 'kql') : undefined;
  const esql = isNative(op.esql) ? oneWay(op, 'esql') : undefined;
  const notes = [...(kql?.notes ?? []), ...(esql?.notes ?? [])];
  const text = esql?.own ?? kql?.there ?? null;
  return {
    kql: kql?.own ?? esql?.there ?? null, esql: text,
    toEsql: kql?.support ?? null, toKql: esql?.support ?? null, notes: [...new Set(notes)], needs: needsOfText(text),
  };
}

interface OneWay {
  readonly own: string;
  readonly there: string | null;
  readonly support: Support;
  readonly notes: readonly string[];
}

function oneWay(op: Op, from: DialectId): OneWay {
  const spelling = op[other(from)];
  const own = sampleText(op, from, from).text ?? plainCall(op[from], op);
  if (spelling.kind === 'refuse') return { own, there: null, support: 'refused', notes: [spelling.reason] };
  const there = sampleText(op, from, other(from));
  const said = 'grade' in spelling && spelling.grade ? spelling.grade : 'exact';
  const note = 'note' in spelling && spelling.note ? [spelling.note] : [];
  if (isLowered(op, from)) return { own, there: null, support: 'rewritten', notes: note };
  if (there.unspelled) return { own, there: null, support: 'not yet', notes: note };
  if (there.text === undefined) return { own, there: spelling.kind === 'template' ? filled(spelling.text) : null, support: said, notes: [...note, ...there.notes] };
  return { own, there: there.text, support: there.grades.reduce(worse, said), notes: [...note, ...there.notes] };
}

const isLowered = (op: Op, d: DialectId): boolean => LOWERED.some((l) => l.dialect === d && op[d].kind === 'call' && l.name === op[d].name);

const LETTERS = ['x', 'y', 'z', 'u', 'v', 'w'];
const filled = (template: string): string => template.replace(/\$(\d)/g, (_m, i: string) => LETTERS[Number(i)] ?? '…').replace(/\$\d?\*/g, 'x, …');

function plainCall(s: Spelling, op: Op): string {
  const params = (op.sigs[0]?.params ?? []).map((_p, i) => LETTERS[i] ?? '…');
  if (s.kind === 'call') return `${s.name}(${params.join(', ')})`;
  if (s.kind === 'prefix') return `${s.symbol} x`;
  return s.kind === 'infix' ? `x ${s.symbol}${params.length > 1 ? ' y' : ''}` : op.id;
}

/** What an expression, a chain of commands or a whole query needs. */
function needsOfText(esql: string | null): readonly Need[] {
  for (const text of esql === null ? [] : [esql, `FROM t | ${esql}`, `FROM t | STATS r = ${esql}`]) {
    const { tree, diagnostics } = parseEsql(text);
    if (diagnostics.length === 0) return needsOf(tree);
  }
  return [];
}

interface Sample {
  readonly text?: string;
  /** The dialect has no spelling of it, whatever the arguments. */
  readonly unspelled?: boolean;
  readonly grades: readonly Support[];
  readonly notes: readonly string[];
}

/** The operation over a column and constants, as a dialect spells it: the first argument is the column unless that one must be constant. */
function sampleText(op: Op, meant: DialectId, spelledBy: DialectId): Sample {
  const count = Math.max(1, op.examples?.[0]?.[0].length ?? 1);
  let first: Sample | undefined;
  for (let column = 0; column < count; column++) {
    const sample = attempt(op, column, meant, spelledBy);
    if (sample.text !== undefined) return sample;
    first ??= sample;
  }
  return first as Sample;
}

const NOTHING: Sample = { grades: [], notes: [] };

function attempt(op: Op, column: number, meant: DialectId, spelledBy: DialectId): Sample {
  const plan = samplePlan(op, column, meant);
  if (!plan) return NOTHING;
  try {
    return spelled(plan, DIALECTS[spelledBy]);
  } catch {
    // A dialect need not spell the other's operators by its own means.
    return NOTHING;
  }
}

function spelled({ plan, env }: { plan: Plan; env: Environment }, dialect: Dialect): Sample {
  const raised = dialect.raise(plan, { env });
  const said = raised.notes.map((n) => reasonOf(n.message));
  if (raised.tree === undefined) return { grades: [], notes: said, unspelled: said.some((m) => m.includes('no spelling')) };
  const text = dialect.print(raised.tree, { width: 10_000 }).trim().split('\n').slice(1).map((l) => l.replace(/^\|\s*/, '')).join(' | ');
  return { text: bare(text), grades: raised.notes.map((n): Support => n.grade), notes: said.filter((_n, i) => raised.notes[i]?.grade !== 'rewritten') };
}

/** A message without the name of what it is about. */
const reasonOf = (message: string): string => message.replace(/^[^:]{1,60}: /, '');

/** The expression alone, where nothing stands around it. */
const bare = (text: string): string => /^(?:where|extend r =|summarize r =|WHERE|EVAL r =|STATS r =) ([^|]*)$/.exec(text)?.[1] ?? text;

function samplePlan(op: Op, column: number, meant: DialectId): { plan: Plan; env: Environment } | undefined {
  const args = sampleArguments(op, column);
  const resolved = args && resolve(op, args.map((a) => a.type));
  if (!args || !resolved) return undefined;
  const expr: Expr = { kind: op.kind === 'aggregate' ? 'agg' : 'call', op: op.id, args, type: resolved.returns, span };
  const result = [{ name: 'r', expr, span }];
  const fields = args.flatMap((a) => (a.kind === 'col' ? [{ name: a.name, type: a.type }] : []));
  const last: Stage = op.kind === 'aggregate' ? { kind: 'aggregate', aggregates: result, keys: [], layout: 'keysFirst', span }
    : expr.type === 'bool' ? { kind: 'filter', cond: expr, span } : { kind: 'extend', columns: result, place: 'keep', span };
  const body: Pipeline = { stages: [{ kind: 'scan', tables: [{ name: 'T', wildcard: false, span }], metadata: [], span }, last], span };
  const env: Environment = { table: (name) => (name === 'T' ? closed(fields) : undefined), tables: ['T'], openWorld: true };
  return { plan: { lets: [], body, nullStrings: meant === 'kql' ? 'empty' : 'keep' }, env };
}

/** One argument is a column; the others are those of the entry's first example, or columns as well where it has none. */
function sampleArguments(op: Op, column: number): readonly Expr[] | undefined {
  const [values, , types] = op.examples?.[0] ?? [[], null];
  const sig = op.sigs[0];
  if (!sig) return undefined;
  const known = (i: number): Ty => types?.[i] ?? typeOf(values[i] as Value, paramType(sig.params[Math.min(i, sig.params.length - 1)]));
  if (values.length === 0) return sig.params.filter((p) => !/^\.\.\.|\?$/.test(p)).map((p, i) => ({ kind: 'col', name: LETTERS[i] ?? `p${i}`, type: paramType(p), span }));
  return values.map((value, i): Expr => (i === column || value === null ? { kind: 'col', name: LETTERS[i === column ? 0 : i] ?? `p${i}`, type: known(i), span } : { kind: 'lit', value, type: known(i), span }));
}

function paramType(p: ParamSpec | undefined): Ty {
  const spec = (p ?? 'any').replace(/^\.\.\.|\?$/g, '');
  return spec === 'number' || spec === 'integer' ? 'long' : spec === 'any' ? 'string' : (spec as Ty);
}

function typeOf(v: Value, wanted: Ty): Ty {
  if (v instanceof MultiValue) return typeOf(v.values[0] as Value, wanted);
  if (typeof v === 'string') return wanted === 'long' || wanted === 'bool' ? 'string' : wanted;
  if (typeof v === 'boolean') return wanted === 'dynamic' ? 'dynamic' : 'bool';
  if (typeof v === 'number') return Number.isInteger(v) ? (wanted === 'string' || wanted === 'bool' ? 'long' : wanted) : wanted === 'dynamic' ? 'dynamic' : 'real';
  if (typeof v === 'bigint') return wanted === 'string' ? 'long' : wanted;
  return v === null ? wanted : v instanceof Map || Array.isArray(v) ? 'dynamic' : wanted;
}

/* ---------------------------------------------------------------- stages */

/** A stage by its samples: each is translated as it stands. */
export function stageConstruct(row: StageRow): Construct {
  const kql = fromSample(row, 'kql');
  const esql = fromSample(row, 'esql');
  const text = row.samples.esql ?? kql?.text ?? null;
  return {
    kql: row.samples.kql ?? esql?.text ?? null, esql: text, toEsql: supportOf(row, 'kql', kql), toKql: supportOf(row, 'esql', esql), needs: needsOfText(text),
    notes: [...new Set([...(row.note ? [row.note] : []), ...(kql?.notes ?? []), ...(esql?.notes ?? [])])],
  };
}

/** Words without a sample are read, and refused. */
const supportOf = (row: StageRow, from: DialectId, sample: ReturnType<typeof fromSample>): Support | null => sample?.support ?? (row[from].length > 0 ? 'refused' : null);

function fromSample(row: StageRow, from: DialectId): { text?: string; support: Support; notes: readonly string[] } | undefined {
  const query = row.samples[from];
  if (query === undefined) return undefined;
  const result = translate(query, { from, to: other(from), schema: STAGE_TABLES });
  if (!result.ok) return { support: result.errors.some((e) => /not supported yet|no spelling/.test(e.message)) ? 'not yet' : 'refused', notes: result.errors.map((e) => reasonOf(e.message)) };
  const support = result.notes.map((n): Support => n.grade).reduce(worse, 'exact');
  return { text: result.query.trim(), support, notes: result.notes.map((n) => reasonOf(n.message)) };
}

/* ---------------------------------------------------------------- signatures */

/** Each overload once, in the dialect's type names. Those that differ in one type only are written as one. */
export function signaturesOf(op: Op, dialect: DialectId): readonly string[] {
  const s = op[dialect];
  const { typeName } = DIALECTS[dialect];
  const named = (p: ParamSpec): string => {
    const type = p.replace(/^\.\.\.|\?$/g, '');
    const shown = type === 'number' || type === 'integer' || type === 'any' ? type : typeName(type as Ty);
    return p.startsWith('...') ? `${shown}…` : p.endsWith('?') ? `${shown}?` : shown;
  };
  const rows = op.sigs.map((sig) => ({ params: sig.params.map(named), returns: typeof sig.returns === 'function' ? undefined : typeName(s.kind === 'call' && s.shows ? s.shows : sig.returns) }));
  const returns = [...new Set(rows.map((r) => r.returns))];
  const arities = [...new Set(rows.map((r) => r.params.length))];
  const head = s.kind === 'call' ? s.name : s.kind === 'infix' || s.kind === 'prefix' ? s.symbol : op.id;
  return arities.map((n) => {
    const of = rows.filter((r) => r.params.length === n);
    const params = Array.from({ length: n }, (_, i) => united(of.map((r) => r.params[i] as string)));
    const back = returns.length === 1 ? returns[0] : [...new Set(of.map((r) => r.returns))].length === 1 ? of[0]?.returns : undefined;
    return `${written(s, head, params)}${back === undefined ? '' : ` → ${back}`}`;
  });
}

/** Types of one parameter, the numeric ones in one word where there are several. */
function united(types: readonly string[]): string {
  const all = [...new Set(types)];
  const numbers = all.filter((t) => NUMERIC.has(t.replace(/[?\u2026]$/, '')));
  if (numbers.length < 3) return all.join('|');
  const mark = /[?\u2026]$/.exec(numbers[0] as string)?.[0] ?? '';
  return [`number${mark}`, ...all.filter((t) => !numbers.includes(t))].join('|');
}

const NUMERIC: ReadonlySet<string> = new Set(['int', 'long', 'real', 'decimal', 'integer', 'double', 'unsigned_long']);

function written(s: Spelling, head: string, params: readonly string[]): string {
  if (s.kind === 'infix') return params.length === 1 ? `${params[0]} ${head}` : `${params[0]} ${head} ${params.slice(1).join(', ')}`;
  return s.kind === 'prefix' ? `${head} ${params.join(', ')}` : `${head}(${params.join(', ')})`;
}
