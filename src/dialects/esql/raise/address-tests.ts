import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Call } from '../../../ast/pipeline.js';
import { opOf } from '../../../catalogue/index.js';
import { and, boolean, call, not, text } from './build.js';
import type { Raising } from './context.js';
import { titleOf } from './titles.js';

/**
 * Whether an IPv4 address is in a network: of an address of the other family Kusto answers null and CIDR_MATCH false. Where only truth
 * matters the two differ behind NOT alone.
 */
const TESTS: ReadonlySet<string> = new Set(['ip.matches4', 'ip.inRange4', 'ip.inAnyRange4', 'ip.isPrivate4']);

/** A test of networks, known to the raising so that its negation is told from others. `plain`: the address has no prefix in any case. */
export function networkTest(e: Call, address: Expression, networks: readonly Expression[], raising: Raising, plain = false): Expression {
  return testOfNetworks(e, address, call('CIDR_MATCH', address, ...networks), raising, plain);
}

/** The same by another tree, which is true, false, or nothing of what is no address. */
export function testOfNetworks(e: Call, address: Expression, tree: Expression, raising: Raising, plain: boolean): Expression {
  if (!plain) raising.opNote('rewritten', titleOf(opOf(e.op)), 'the text must be a plain address, without a prefix', e.span);
  if (TESTS.has(e.op)) raising.networkTests.set(tree, call('CIDR_MATCH', address, text('0.0.0.0/0')));
  return tree;
}

/** A test of no network at all: false of what is an address. */
export function noNetworkTest(e: Call, address: Expression, raising: Raising): Expression {
  const tree = boolean(false);
  if (TESTS.has(e.op)) raising.networkTests.set(tree, call('CIDR_MATCH', address, text('0.0.0.0/0')));
  return tree;
}

/** `NOT x`; rows whose address is none of IPv4 do not pass it. */
export function negation(tree: Expression, raising: Raising): Expression {
  const family = raising.networkTests.get(tree);
  if (family) return and(family, not(tree));
  return not(raising.falseOfNothing.has(tree) ? call('COALESCE', tree, boolean(false)) : tree);
}

/** A test, or its negation, where its value matters. */
export function testValue(e: Call, spelled: (e: Call) => Expression, raising: Raising): Expression | undefined {
  const negated = e.op === 'logic.not';
  const test = negated ? e.args[0] : e;
  if (test?.kind !== 'call' || !TESTS.has(test.op)) return undefined;
  const tree = spelled(test);
  const family = raising.networkTests.get(tree);
  return family && call('CASE', family, negated ? not(tree) : tree);
}
