import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { call, long, name } from '../build.js';
import { refuse } from '../context.js';
import type { Handlers, Spell } from './handler.js';

/** KQL has no type for points: one that the query makes is an array of its longitude and latitude, one of a table is taken for GeoJSON. */
export const GEO_HANDLERS: Handlers = {
  'esql.toGeoPoint': (e, s) => point(e, s),
  'esql.stDistance': (e, s) => call('geo_distance_2points', ...e.args.flatMap((p) => numbersOf(p, s))),
};

function numbersOf(p: Expr, s: Spell): Expression[] {
  const tree = s.value(p);
  const made = p.kind !== 'col' || s.scope.raising.census.ops.has('esql.toGeoPoint');
  if (!made) s.scope.raising.opNote('different', 'ST_DISTANCE', 'of points in GeoJSON', p.span);
  const numbers: Expression = made ? tree : { kind: 'path', target: call('parse_json', tree), member: name('coordinates'), span: tree.span };
  return [0, 1].map((index) => call('toreal', { kind: 'element', target: numbers, index: long(index), span: tree.span }));
}

/** `TO_GEOPOINT(CONCAT("POINT(", longitude, " ", latitude, ")"))`: the text is not needed. */
function point(e: Call, s: Spell): Expression {
  const parts = e.args[0]?.kind === 'call' ? e.args[0].args : [];
  const [open, lon, gap, lat, close] = parts;
  if (!lon || !lat || parts.length !== 5 || !isText(open, /^POINT\s*\($/i) || !isText(gap, /^\s+$/) || !isText(close, /^\)$/)) {
    return refuse('TO_GEOPOINT', 'KQL needs the longitude and latitude of a point', e.span);
  }
  return call('pack_array', ...[lon, lat].map((c) => call('toreal', s.value(c))));
}

const isText = (e: Expr | undefined, shape: RegExp): boolean => e?.kind === 'lit' && typeof e.value === 'string' && shape.test(e.value);
