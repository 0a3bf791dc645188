import type { Dynamic, Value } from '../data/types.js';
import { isArray } from '../data/dynamic.js';
import { foldCase } from '../text/fold.js';
import type { TextTest } from '../text/like.js';
import { ipv4Matcher, ipv4PrefixMatcher, type TermEnds, termMatcher } from '../text/terms.js';
import { textOfDynamic } from './cast.js';
import { noCounterpart, scalar } from './define.js';
import { call, type CallContext, infix, type Op, type Overload, prepared, raise, type Spelling } from './entry.js';

/** Search in texts: whole terms, prefixes, suffixes, substrings. Without `_cs` case is ignored. */

/** Compiles a constant needle once; a needle that varies is compiled when it changes. */
function compiled(context: CallContext, make: (needle: string) => TextTest): (text: string, needle: string) => boolean {
  const constant = context.constants[1];
  if (typeof constant === 'string') {
    const test = make(constant);
    return (text) => test(text);
  }
  let last: string | undefined;
  let test: TextTest = () => false;
  return (text, needle) => {
    if (needle !== last) test = make((last = needle));
    return test(text);
  };
}

function search(make: (needle: string) => TextTest, negated: boolean): Overload[] {
  return [
    prepared(['string', 'string'], 'bool', (context) => {
      const test = compiled(context, make);
      return negated ? (text, needle) => !test(text, needle) : test;
    }),
  ];
}

const substringTest = (cs: boolean) => (needle: string): TextTest => {
  if (cs) return (text) => text.includes(needle);
  const folded = foldCase(needle);
  return (text) => foldCase(text).includes(folded);
};
const startTest = (cs: boolean) => (needle: string): TextTest => {
  if (cs) return (text) => text.startsWith(needle);
  const folded = foldCase(needle);
  return (text) => foldCase(text.slice(0, needle.length)) === folded;
};
const endTest = (cs: boolean) => (needle: string): TextTest => {
  if (cs) return (text) => text.endsWith(needle);
  const folded = foldCase(needle);
  return (text) => text.length >= needle.length && foldCase(text.slice(text.length - needle.length)) === folded;
};
const termTest = (ends: TermEnds, cs: boolean) => (needle: string): TextTest => termMatcher(needle, ends, cs);

interface Family {
  readonly word: string;
  readonly make: (cs: boolean) => (needle: string) => TextTest;
  readonly doc: string;
  readonly hit: readonly [text: string, needle: string];
  readonly miss: readonly [text: string, needle: string];
}

/** The trap of each family: what the next one finds and this one does not. */
const FAMILIES: readonly Family[] = [
  { word: 'has', make: (cs) => termTest('both', cs), doc: 'has the needle as whole terms', hit: ['the-cat.exe', 'cat'], miss: ['category', 'cat'] },
  { word: 'hasprefix', make: (cs) => termTest('start', cs), doc: 'has a term that starts with the needle', hit: ['a category', 'cat'], miss: ['concat', 'cat'] },
  { word: 'hassuffix', make: (cs) => termTest('end', cs), doc: 'has a term that ends with the needle', hit: ['concat it', 'cat'], miss: ['category', 'cat'] },
  { word: 'contains', make: substringTest, doc: 'contains the needle', hit: ['scatter', 'cat'], miss: ['dog', 'cat'] },
  { word: 'startswith', make: startTest, doc: 'starts with the needle', hit: ['category', 'cat'], miss: ['a cat', 'cat'] },
  { word: 'endswith', make: endTest, doc: 'ends with the needle', hit: ['concat', 'cat'], miss: ['cats', 'cat'] },
];

const RAISED: Spelling = raise('rewritten');

function familyOps(f: Family): Op[] {
  const ops: Op[] = [];
  for (const cs of [false, true]) {
    for (const negated of [false, true]) {
      const symbol = `${negated ? '!' : ''}${f.word}${cs ? '_cs' : ''}`;
      const id = `string.${negated ? 'not' : ''}${negated ? capital(f.word) : f.word}${cs ? 'Cs' : ''}`;
      const doc = `True when the text ${negated ? `does not hold: ${f.doc}` : f.doc}${cs ? ', case counts' : ', case ignored'}.`;
      const upper: readonly [string, string] = [f.hit[0].toUpperCase(), f.hit[1]];
      ops.push(scalar(id, doc, infix(symbol), RAISED, search(f.make(cs), negated), [
        [f.hit, !negated],
        [f.miss, negated],
        [upper, cs === negated],
      ]));
    }
  }
  return ops;
}

const capital = (word: string): string => word[0]?.toUpperCase() + word.slice(1);

/** The needles of `has_any (a, b)`, `has_any (dynamic([…]))` and mixes of them. */
export function textsOf(args: readonly Value[]): string[] {
  const out: string[] = [];
  for (const a of args) {
    if (isArray(a)) out.push(...a.map((x) => textOfDynamic(x) ?? ''));
    else if (typeof a === 'string') out.push(a);
    else if (a !== null) out.push(String(a as Dynamic));
  }
  return out;
}

/** A test over a list of needles; compiled once when all of them are constant. */
function anyOf(make: (needle: string) => TextTest, mode: 'some' | 'every'): Overload[] {
  return [
    prepared(['string', '...any'], 'bool', (context) => {
      const constant = context.constants.slice(1);
      const compile = (list: readonly Value[]): TextTest => {
        const tests = textsOf(list).map(make);
        return mode === 'some' ? (text) => tests.some((t) => t(text)) : (text) => tests.every((t) => t(text));
      };
      if (!constant.includes(undefined)) {
        const test = compile(constant as Value[]);
        return (text) => test(text);
      }
      return (text, ...list) => compile(list)(text);
    }),
  ];
}

const LIST_OPS: readonly Op[] = [
  scalar('string.hasAny', 'Has at least one of the needles as whole terms, case ignored.', infix('has_any'), RAISED, anyOf(termTest('both', false), 'some'),
    [[['a CAT', 'dog', 'cat'], true], [['category', 'cat', 'dog'], false], [['a cat', ['dog', 'cat']], true]]),
  scalar('string.hasAll', 'Has every needle as whole terms, case ignored.', infix('has_all'), RAISED, anyOf(termTest('both', false), 'every'),
    [[['a cat', 'A', 'cat'], true], [['a cat', 'cat', 'dog'], false]]),
  scalar('string.hasIpv4', 'Has this IPv4 address, between characters that are neither letters nor digits.', call('has_ipv4'), RAISED, search(ipv4Matcher, false),
    [[['from 10.1.2.3:80', '10.1.2.3'], true], [['10.1.2.34', '10.1.2.3'], false], [['x', '10.1.2.300'], false]]),
  scalar('string.hasIpv4Prefix', 'Has an IPv4 address that starts with the prefix.', call('has_ipv4_prefix'), RAISED, search(ipv4PrefixMatcher, false),
    [[['from 10.1.2.3:80', '10.1.'], true], [['from 10.1.2.3', '10.1'], false]]),
  scalar('string.hasAnyIpv4', 'Has at least one of these IPv4 addresses.', call('has_any_ipv4'), RAISED, anyOf(ipv4Matcher, 'some'),
    [[['from 10.1.2.3', '1.1.1.1', '10.1.2.3'], true]]),
  scalar('string.hasAnyIpv4Prefix', 'Has an IPv4 address that starts with one of the prefixes.', call('has_any_ipv4_prefix'), RAISED, anyOf(ipv4PrefixMatcher, 'some'),
    [[['from 10.1.2.3', '1.', '10.'], true]]),
  scalar('string.hasAnyIndex', 'The index of the first needle that the text has as whole terms, -1 when there is none.', call('has_any_index'), noCounterpart('index of the matching term'), [
    prepared(['string', '...any'], 'long', () => (text, ...list) => textsOf(list).findIndex((needle) => termMatcher(needle, 'both', false)(text))),
  ], [[['this is an example', 'zzz', 'example'], 1], [['this', 'zzz'], -1]]),
];

export const TERM_OPS: readonly Op[] = [...FAMILIES.flatMap(familyOps), ...LIST_OPS];
