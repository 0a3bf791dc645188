import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { evaluateExpr } from '../../../../catalogue/constant.js';
import { isNetworkText } from '../../../../catalogue/ip.js';
import { opOf } from '../../../../catalogue/index.js';
import { boolean, call, integer, isNotNull, like, NULL, or, text } from '../build.js';
import { isText } from '../../../../data/types.js';
import { inRanges, IPV4 } from '../address-ranges.js';
import { networkTest, noNetworkTest, testOfNetworks } from '../address-tests.js';
import { refuse } from '../context.js';
import { titleOf } from '../titles.js';
import { foldedText } from './text.js';
import type { Handler, Handlers, Spell } from './handler.js';

/** Addresses. Kusto keeps them as texts and numbers, Elasticsearch has a type for them. */

function parse4(e: Call, s: Spell): Expression {
  s.scope.raising.opNote('different', 'parse_ipv4', 'the address stands for its number', e.span);
  return call('TO_IP', s.value(e.args[0] as Expr));
}

/** Whether a text is an IPv4 address, as `isnotnull(parse_ipv4(x))` asks; `undefined` for other questions. */
export const isAddress4 = (e: Expr, s: Spell): Expression | undefined =>
  e.kind === 'call' && e.op === 'ip.parse4' && (isText((e.args[0] as Expr).type) || e.args[0]?.type === 'unknown') ? like(s.value(e.args[0] as Expr), [IPV4], 'rlike') : undefined;

/** As text, because that is what Kusto answers. */
function parse6(e: Call, s: Spell): Expression {
  s.scope.raising.opNote('different', 'parse_ipv6', 'the address keeps its short spelling, an IPv4 one stays IPv4, and a text with a prefix gives nothing', e.span);
  return call('TO_STRING', call('TO_IP', s.value(e.args[0] as Expr)));
}

/** Prefixes of IPv4 addresses are 96 bits shorter. */
function parseMask6(e: Call, s: Spell): Expression {
  const [x, bits] = e.args as [Expr, Expr];
  if (bits.kind !== 'lit' || typeof bits.value !== 'number') return refuse('parse_ipv6_mask', 'its prefix is not constant', e.span);
  return call('TO_STRING', call('IP_PREFIX', call('TO_IP', s.value(x)), integer(Math.max(0, bits.value - 96)), integer(bits.value)));
}

/** An address of the other family, or none at all, gives "". */
const format4 = (withPrefix: boolean): Handler => (e, s) => {
  const [x, bits] = e.args as [Expr, Expr?];
  const length = bits === undefined ? 32 : bits.kind === 'lit' ? Number(bits.value) : NaN;
  if (!isText(x.type) && x.type !== 'unknown') return refuse('an address', 'ES|QL has no addresses as numbers', e.span);
  if (!(length >= 0 && length <= 32)) return refuse('an address', 'its prefix is not constant', e.span);
  const address = call('TO_IP', s.value(x));
  const network = call('TO_STRING', length === 32 ? address : call('IP_PREFIX', address, integer(length), integer(0)));
  return call('CASE', call('CIDR_MATCH', address, text('0.0.0.0/0')), withPrefix ? call('CONCAT', network, text(`/${length}`)) : network, text(''));
};

const isPrefixed = (e: Expr): boolean => e.kind === 'lit' && typeof e.value === 'string' && e.value.includes('/');

/** Whether the query itself has addresses with a prefix in a column. */
function hasPrefixes(x: Expr, s: Spell): boolean {
  if (x.kind !== 'col') return false;
  const { plan } = s.scope.raising;
  const tables = s.scope.before.flatMap((t) => (t.kind === 'ref' ? (plan.lets.find((l) => l.name === t.name)?.pipeline.stages ?? []) : [t]));
  return tables.some((t) => t.kind === 'values' && t.fields.some((f, i) => f.name === x.name && t.rows.some((row) => row[i] !== undefined && isPrefixed(row[i]))));
}

/** What a test of constants answers, where one of them is no plain address. */
function answerOf(e: Call): Expression | undefined {
  const answer = e.args.some((a) => foldedText(a)?.includes('/')) ? evaluateExpr(e, () => undefined) : undefined;
  return answer && (typeof answer.value === 'boolean' ? boolean(answer.value) : NULL);
}

const addressOf = (x: Expr, prefixed: boolean, s: Spell): Expression => call('TO_IP', prefixed ? call('REPLACE', s.value(x), text(' */.*'), text('')) : s.value(x));

/** A test of the address, whose own prefix does not count. */
function inNetworks(e: Call, networks: readonly Expression[], s: Spell): Expression {
  const x = e.args[0] as Expr;
  const known = isPrefixed(x) ? answerOf(e) : undefined;
  if (known) return known;
  const prefixed = hasPrefixes(x, s);
  return networkTest(e, addressOf(x, prefixed, s), networks, s.scope.raising, prefixed);
}

function cidr(e: Call, s: Spell): Expression {
  if (e.op.includes('Any')) return inAnyNetwork(e, s);
  const network = s.value(e.args[1] as Expr);
  return network.kind === 'string' && !isNetwork(network.value, e) ? NULL : inNetworks(e, [network], s);
}

const isNetwork = (value: string, e: Call): boolean => isNetworkText(value, e.op.endsWith('4') ? 4 : 6);

/** What is no network has no address in it, while CIDR_MATCH answers nothing beside it. */
function inAnyNetwork(e: Call, s: Spell): Expression {
  const [x, ...ranges] = e.args as [Expr, ...Expr[]];
  const given = ranges.flatMap(elementsOf);
  const constants = given.flatMap((r) => (r.kind === 'lit' ? [String(r.value)] : [])).filter((n) => isNetwork(n, e));
  const others = given.filter((r) => r.kind !== 'lit');
  if (others.length === 0) return constants.length > 0 ? inNetworks(e, constants.map(text), s) : noNetworkTest(e, call('TO_IP', s.value(x)), s.scope.raising);
  const known = isPrefixed(x) ? answerOf(e) : undefined;
  if (known) return known;
  const prefixed = hasPrefixes(x, s);
  const address = addressOf(x, prefixed, s);
  const tests = [...(constants.length > 0 ? [call('CIDR_MATCH', address, ...constants.map(text))] : []), ...others.map((r) => inOther(r, address, e, s))];
  const tree = e.op.endsWith('4') ? or(...tests) : call('CASE', isNotNull(address), or(...tests));
  return testOfNetworks(e, address, tree, s.scope.raising, prefixed);
}

/** The elements of an array that is written out. */
function elementsOf(r: Expr): readonly Expr[] {
  if (r.kind === 'lit' && Array.isArray(r.value)) return r.value.map((v: unknown): Expr => ({ kind: 'lit', type: 'string', value: String(v), span: r.span }));
  return r.kind === 'call' && r.op === 'dynamic.packArray' ? r.args.flatMap(elementsOf) : [r];
}

function inOther(r: Expr, address: Expression, e: Call, s: Spell): Expression {
  if (r.kind === 'col' && s.scope.raising.patterns.has(r.name)) return inRanges(address, s.value(r));
  if (r.type === 'dynamic') return refuse(titleOf(opOf(e.op)), 'CIDR_MATCH takes no list of networks that is data', e.span, 'expand the list with mv-expand and test each network, or write the networks out');
  if (r.type === 'unknown') s.scope.raising.opNote('narrower', titleOf(opOf(e.op)), 'a field of several networks matches no address', e.span);
  return call('COALESCE', call('CIDR_MATCH', address, s.value(r)), boolean(false));
}

/** Beside a constant address it is a test of the network that the shorter prefix makes. */
function matches(e: Call, s: Spell): Expression {
  const [a, b, bits] = e.args as [Expr, Expr, Expr?];
  const [x, network] = foldedText(b) === undefined ? [b, foldedText(a)] : [a, foldedText(b)];
  if (network === undefined) return refuse('ipv4_is_match', 'ES|QL compares addresses with constant networks', e.span);
  if (bits && bits.kind !== 'lit') return refuse('ipv4_is_match', 'its prefix is not constant', e.span);
  const known = answerOf(e);
  if (known) return known;
  const [base, own] = network.split('/');
  if (hasPrefixes(x, s)) s.scope.raising.opNote('different', 'ipv4_is_match', 'an address with a prefix is none in ES|QL', e.span);
  return networkTest(e, call('TO_IP', s.value(x)), [text(`${base?.trim()}/${Math.min(Number(own ?? 32), Number(bits?.value ?? 32))}`)], s.scope.raising);
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

const isPrivate: Handler = (e, s) => inNetworks(e, PRIVATE.map(text), s);

export const ADDRESS_HANDLERS: Handlers = {
  'ip.parse4': parse4,
  'ip.parse6': parse6,
  'ip.parseMask6': parseMask6,
  'ip.format4': format4(false),
  'ip.formatMask4': format4(true),
  'ip.isPrivate4': isPrivate,
  'ip.matches4': matches,
  'ip.inRange4': cidr,
  'ip.inRange6': cidr,
  'ip.inAnyRange4': cidr,
  'ip.inAnyRange6': cidr,
};
