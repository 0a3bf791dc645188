import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { call, long } from '../build.js';
import { refuse } from '../context.js';
import type { Handlers, Spell } from './handler.js';

/** KQL has no type for points: one is an array of its longitude and latitude. */
export const GEO_HANDLERS: Handlers = {
  'esql.toGeoPoint': (e, s) => point(e, s),
  'esql.stDistance': (e, s) => call('geo_distance_2points', ...e.args.map(s.value).flatMap((p) => [at(p, 0), at(p, 1)])),
};

const at = (p: Expression, index: number): Expression => call('toreal', { kind: 'element', target: p, index: long(index), span: p.span });

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
