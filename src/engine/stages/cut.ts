import type { Dissect, Expr, Grok, Parse, ParseKv, Parts } from '../../ast/pipeline.js';
import { Failure, fail } from '../../base/diagnostics.js';
import { NO_PLACES } from '../../catalogue/entry.js';
import type { Span } from '../../base/source.js';
import { castColumn } from '../../data/cast.js';
import { type Column, columnOf } from '../../data/column.js';
import { cellOfJson } from '../../data/decode.js';
import { textOfIp } from '../../data/ip.js';
import type { Field } from '../../data/table.js';
import { isText, MultiValue, type Ty, type Value } from '../../data/types.js';
import { PARTS } from '../../semantics/pattern-fields.js';
import { compileDissect, parseDissect } from '../../text/dissect.js';
import { compileGrok, type GrokType } from '../../text/grok.js';
import { compileParsePattern, type ParsePiece } from '../../text/kql-parse-pattern.js';
import { compileParseKv } from '../../text/parse-kv.js';
import type { Parsed } from '../../text/parsed.js';
import { cellOfText, cutColumn, type Cutter } from '../cut.js';
import { evaluate } from '../eval.js';
import { type Frame, indexRange, selectRows, withColumns } from '../frame.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';

/** Stages that cut one text into columns. */

/** The value, or the small language's complaint at the stage's place in the query. */
export function readable<T>(p: Parsed<T>, span: Span): T {
  if (p.ok) return p.value;
  throw new Failure([{ ...p.error, span }]);
}

/** The text to cut: a dynamic value as its text, null for what is no text. */
function textColumn(e: Expr, input: Frame, session: Session): Column {
  const column = evaluate(e, frameScope(input), session);
  if (isText(column.type) || column.type === 'null') return column;
  if (column.type === 'dynamic' || column.type === 'guid') return castColumn(column, 'string');
  return fail('type-mismatch', { what: 'the text to cut', got: column.type, want: 'string' }, e.span);
}

function parse(s: Parse, input: Frame, session: Session): Frame {
  const fields = s.pieces.flatMap((p): Field[] => (p.kind === 'column' ? [{ name: p.name, type: p.type }] : []));
  const pieces = s.pieces.map((p): ParsePiece => (p.kind === 'star' ? { kind: 'skip' } : p));
  const match = readable(compileParsePattern(pieces, s.mode, s.flags), s.span);
  const cut: Cutter = (text) => {
    const raw = match(text);
    if (!raw) return null;
    const cells = raw.map((r, i) => cellOfText((fields[i] as Field).type, r));
    return s.mode !== 'relaxed' && cells.some((v) => v === null) ? null : cells;
  };
  const out = cutColumn(textColumn(s.input, input, session), fields, cut, session.fillStrings);
  const rows = withColumns(input, out.columns);
  return s.drop ? selectRows(rows, indexRange(0, input.length).filter((row) => out.fits(row))) : rows;
}

function parseKv(s: ParseKv, input: Frame, session: Session): Frame {
  const { pairDelimiter, kvDelimiter, quotes, escape, greedy, regex } = s;
  const escapes = escape === undefined ? undefined : [escape];
  const match = readable(compileParseKv(s.fields.map((f) => f.name), { pairDelimiter, kvDelimiter, quotes, escapes, greedy, regex }), s.span);
  const cut: Cutter = (text) => match(text).map((raw, i): Value => cellOfText((s.fields[i] as Field).type, raw));
  return withColumns(input, cutColumn(textColumn(s.input, input, session), s.fields, cut, session.fillStrings).columns);
}

function dissect(s: Dissect, input: Frame, session: Session): Frame {
  const pattern = readable(parseDissect(s.pattern), s.span);
  const match = readable(compileDissect(pattern, s.appendSeparator), s.span);
  const fields = pattern.names.map((name): Field => ({ name, type: 'string' }));
  return withColumns(input, cutColumn(textColumn(s.input, input, session), fields, match, session.fillStrings).columns, 'end');
}

const GROK_TYPES: Readonly<Record<GrokType, Ty>> = { keyword: 'string', integer: 'int', long: 'long', double: 'real', boolean: 'bool' };

/** The first pattern that is found; a name that is captured several times gives a multi-value. */
function grok(s: Grok, input: Frame, session: Session): Frame {
  const matchers = s.patterns.map((p) => readable(compileGrok(p), s.span));
  const types = new Map(matchers.flatMap((m) => m.columns.map((c) => [c.name, GROK_TYPES[c.type]] as const)));
  const fields = [...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, type]): Field => ({ name, type }));
  const cut: Cutter = (text) => {
    for (const m of matchers) {
      const found = m.match(text);
      if (!found) continue;
      const byName = new Map(m.columns.map((c, i) => [c.name, found[i]]));
      return fields.map((f) => captured(f.type, byName.get(f.name) ?? null));
    }
    return null;
  };
  return withColumns(input, cutColumn(textColumn(s.input, input, session), fields, cut, session.fillStrings).columns, 'end');
}

function captured(type: Ty, texts: readonly string[] | null): Value {
  const values = (texts ?? []).map((t) => (type === 'string' ? t : (cellOfJson(type, t) ?? null))).filter((v) => v !== null);
  return values.length > 1 ? new MultiValue(values) : (values[0] ?? null);
}

/** RFC 3986, appendix B, with the authority cut further. Scheme and host are lower-cased by nobody. */
const URI = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

const orNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

/** The parts of a URI in the order of `PARTS.uri`. */
function uriParts(text: string): Value[] {
  const [, scheme, user, domain, port, path = '', query, fragment] = URI.exec(text) ?? [];
  const dot = path.lastIndexOf('.');
  const extension = dot > path.lastIndexOf('/') ? path.slice(dot + 1) : undefined;
  const [username, password] = user === undefined ? [] : [user.split(':')[0], user.includes(':') ? user.slice(user.indexOf(':') + 1) : undefined];
  return [orNull(domain), fragment ?? null, path, orNull(extension), port ? Number(port) : null, query ?? null, orNull(scheme), user ?? null, username ?? null, password ?? null];
}

/** Where addresses are, as far as the caller knows. */
function locations(s: Parts, fields: readonly Field[], input: Frame, session: Session): Frame {
  const { places } = session.input;
  if (!places) session.warn(NO_PLACES, s.span);
  const addresses = evaluate(s.input, frameScope(input), session);
  const rows = Array.from({ length: input.length }, (_, row): Value[] => {
    const address = addresses.get(row);
    const place = typeof address === 'string' ? places?.(addresses.type === 'ip' ? textOfIp(address) : address) : undefined;
    const at = place?.latitude !== undefined && place.longitude !== undefined ? `POINT (${place.longitude} ${place.latitude})` : null;
    return [place?.city ?? null, null, null, place?.country ?? null, at, null, place?.state ?? null];
  });
  return withColumns(input, fields.map((f, i): [string, Column] => [f.name, columnOf(f.type, rows.map((r) => r[i] as Value))]), 'end');
}

function parts(s: Parts, input: Frame, session: Session): Frame {
  if (s.what === 'userAgent') return fail('not-yet', { what: 'USER_AGENT', reason: 'it needs a list of user agents' }, s.span);
  if (s.what === 'registeredDomain') return fail('not-yet', { what: 'REGISTERED_DOMAIN', reason: 'it needs the list of public suffixes' }, s.span);
  const fields = PARTS[s.what].map((f): Field => ({ name: `${s.prefix}.${f.name}`, type: f.type }));
  if (s.what === 'ipLocation') return locations(s, fields, input, session);
  return withColumns(input, cutColumn(textColumn(s.input, input, session), fields, uriParts, session.fillStrings).columns, 'end');
}

export const CUT_STAGES: StageRunners<'parse' | 'parseKv' | 'dissect' | 'grok' | 'parts'> = { parse, parseKv, dissect, grok, parts };
