import type { Constant } from '../../../../grammars/esql/leaves.js';
import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Lit } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { isoOfTicks, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_MS, TICKS_PER_SECOND } from '../../../data/time.js';
import { jsonOfDynamic } from '../../../data/encode.js';
import { DynamicReal, DynamicScalar, type Dynamic, isInt64, MultiValue, type Value } from '../../../data/types.js';
import { refuse } from '../../raising.js';
import { boolean, call, NULL, quantity, text } from './build.js';

const span = NO_SPAN;

/** A constant as ES|QL writes it: a datetime as a string that is cast, a timespan in its largest whole unit, an array as a multi-value. */
export function constant(e: Lit): Expression {
  const v = e.value;
  if (v === null) return NULL;
  if (v instanceof MultiValue) return array(v.values, e);
  switch (e.type) {
    case 'bool':
      return boolean(v as boolean);
    case 'int':
    case 'long':
    case 'ulong':
      return { kind: 'integer', text: String(v), span };
    case 'real':
      return real(v as number, e);
    case 'decimal':
      return { kind: 'decimal', text: /[.eE]/.test(String(v)) ? String(v) : `${String(v)}.0`, span };
    case 'string':
    case 'text':
    case 'guid':
    case 'version':
      return text(String(v));
    case 'datetime':
      return datetime(v as number | bigint);
    case 'timespan':
      return timespan(v as number | bigint, e);
    case 'dynamic':
      return dynamic(v as Dynamic, e);
    default:
      return refuse(`a constant of type ${e.type}`, 'ES|QL has no such literal', e.span);
  }
}

function real(n: number, e: Lit): Expression {
  if (!Number.isFinite(n)) return refuse(`the number ${n}`, 'ES|QL doubles are finite', e.span);
  const t = String(n);
  return { kind: 'decimal', text: /[.eE]/.test(t) ? t : `${t}.0`, span };
}

/** The years that date_nanos certainly reaches. */
const NANOS = /^(19[7-9]|20\d|21\d|22[0-5])/;

/** Whether a time has finer parts than a date, which are cut. */
export const isCut = (e: Lit): boolean => e.type === 'datetime' && e.value !== null && isFiner(isoOfTicks(e.value as number | bigint, 3));

const isFiner = (iso: string): boolean => iso.length > 24;

/** Dates have millisecond precision in Elasticsearch. */
export function datetime(ticks: number | bigint): Expression {
  const iso = isoOfTicks(ticks, 3);
  return call('TO_DATETIME', text(isFiner(iso) ? `${iso.slice(0, 23)}Z` : iso));
}

/** A time with finer parts than a date as date_nanos, where these reach. Elasticsearch compares the two, and mixes them nowhere else. */
export function finerTime(ticks: number | bigint): Expression | undefined {
  const iso = isoOfTicks(ticks, 3);
  return isFiner(iso) && NANOS.test(iso) ? call('TO_DATE_NANOS', text(iso)) : undefined;
}

const UNITS: readonly (readonly [number, string])[] = [
  [TICKS_PER_DAY, 'day'], [TICKS_PER_HOUR, 'hour'], [TICKS_PER_MINUTE, 'minute'], [TICKS_PER_SECOND, 'second'], [TICKS_PER_MS, 'millisecond'],
];

export function timespan(ticks: number | bigint, e: { readonly span: Lit['span'] }): Expression {
  if (ticks === 0) return quantity(0, 'seconds');
  const unit = UNITS.find(([size]) => typeof ticks === 'number' && ticks % size === 0);
  if (!unit) return refuse('a timespan', 'ES|QL time units end at milliseconds', e.span);
  const n = Number(ticks) / unit[0];
  return quantity(n, Math.abs(n) === 1 ? unit[1] : `${unit[1]}s`);
}

/** A timespan as a value: ES|QL has durations only as constants beside dates, so it is a number of milliseconds. */
export function milliseconds(ticks: number | bigint, e: { readonly span: Lit['span'] }): Expression {
  const whole = BigInt(ticks);
  if (whole % BigInt(TICKS_PER_MS) !== 0n) return refuse('a timespan', 'ES|QL time units end at milliseconds', e.span);
  return { kind: 'integer', text: String(whole / BigInt(TICKS_PER_MS)), span };
}

/** Whether arrays or objects stand in an array, which is a text of JSON then. */
export const isNested = (v: Value): boolean => Array.isArray(v) && v.some((x) => Array.isArray(x) || x instanceof Map);

/** An array of one kind of scalars is a multi-value; objects, and what is nested, are texts of JSON. */
function dynamic(v: Dynamic, e: Lit): Expression {
  if (v instanceof Map || isNested(v)) return text(jsonOfDynamic(v));
  if (Array.isArray(v)) return v.length === 0 ? NULL : array(v as readonly Value[], e);
  return scalarOf(v, e);
}

/** A time that is no finer than a date. */
const isWholeTime = (v: Value): v is DynamicScalar => v instanceof DynamicScalar && v.type === 'datetime' && isoOfTicks(v.value as number, 3).length === 24;

function scalarOf(v: Dynamic, e: Lit): Expression {
  if (v === null) return NULL;
  if (typeof v === 'string') return text(v);
  if (typeof v === 'boolean') return boolean(v);
  if (v instanceof DynamicReal) return real(v.value, e);
  if (v instanceof DynamicScalar) return constant({ kind: 'lit', type: v.type, value: v.value, span: e.span });
  if (isInt64(v)) return Number.isInteger(Number(v)) ? { kind: 'integer', text: String(v), span } : real(Number(v), e);
  return refuse('a nested array', 'ES|QL multi-values are flat', e.span);
}

/** A multi-value keeps no null. */
function array(given: readonly Value[], e: Lit): Expression {
  const values = given.filter((v) => v !== null);
  if (values.length === 0) return NULL;
  if (values.length > 1 && values.every(isWholeTime)) {
    return call('TO_DATETIME', { kind: 'array', elements: values.map((v) => text(isoOfTicks(v.value as number, 3)) as Extract<Constant, { kind: 'string' }>), span });
  }
  const items = values.map((v) => scalarOf(v as Dynamic, e));
  const kinds = new Set(items.map((i) => (i.kind === 'decimal' ? 'integer' : i.kind)));
  if (kinds.size > 1 || !['string', 'integer', 'boolean'].includes([...kinds][0] ?? '')) return refuse('an array', 'ES|QL multi-values have one type', e.span);
  if (items.length === 1) return items[0] as Expression;
  return { kind: 'array', elements: items as Extract<Constant, { kind: 'array' }>['elements'][number][], span };
}
