import type { CharItem, CharSet } from './regex-ast.js';

/**
 * The regular-expression languages: `kusto` is what Kusto runs (Rust's `regex` syntax), `java` what Elasticsearch's string
 * functions run, `oniguruma` what GROK runs (Ruby's syntax).
 */
export type RegexDialect = 'kusto' | 'java' | 'oniguruma';

const item = (re2: string, js = re2): CharItem => ({ re2, js });
const range = (lo: number, hi = lo): CharItem => ({ lo, hi });
const set = (items: readonly CharItem[], negated = false): CharSet => ({ negated, items });

const LETTERS = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}';
/** Unicode's word characters in RE2's syntax; the last two are the joiners. */
export const UNICODE_WORD_RE2 = `${LETTERS}\\x{200C}\\x{200D}`;
const UNICODE_WORD = [item(UNICODE_WORD_RE2, `${LETTERS}\\u200c\\u200d`)];
const ASCII_WORD = [range(0x30, 0x39), range(0x41, 0x5a), range(0x5f), range(0x61, 0x7a)];
const DIGIT = [range(0x30, 0x39)];
const JAVA_SPACE = [range(9, 13), range(32)];
const JAVA_HORIZONTAL = [range(9), range(32), range(0xa0), range(0x1680), range(0x180e), range(0x2000, 0x200a), range(0x202f), range(0x205f), range(0x3000)];
const HEX = [range(0x30, 0x39), range(0x41, 0x46), range(0x61, 0x66)];
const VERTICAL = [range(10, 13), range(0x85), range(0x2028, 0x2029)];

type ClassTable = Readonly<Record<string, readonly CharItem[]>>;

/** Unicode classes: `\d` takes full-width digits, `\s` the no-break space, `\w` accented letters. */
const UNICODE_CLASSES: ClassTable = { d: [item('\\p{Nd}')], s: [item('\\p{White_Space}')], w: UNICODE_WORD };

const CLASSES: Readonly<Record<RegexDialect, ClassTable>> = {
  kusto: UNICODE_CLASSES,
  oniguruma: { ...UNICODE_CLASSES, h: HEX },
  java: { d: DIGIT, s: JAVA_SPACE, w: ASCII_WORD, h: JAVA_HORIZONTAL, v: VERTICAL },
};

/** The set of a one-letter class (`d`, `W`, ...), or undefined where the dialect has no such class. */
export function letterClass(dialect: RegexDialect, letter: string): CharSet | undefined {
  const items = CLASSES[dialect][letter.toLowerCase()];
  return items && set(items, letter !== letter.toLowerCase());
}

/** What `.` takes where it does not take line ends: Java stops at more of them than the others. */
export const dotSet = (dialect: RegexDialect): CharSet => set(dialect === 'java' ? [range(10), range(13), range(0x85), range(0x2028, 0x2029)] : [range(10)], true);

export const VERTICAL_SPACE: CharSet = set(VERTICAL);

const CATEGORIES: Readonly<Record<string, string>> = {
  casedletter: 'LC', closepunctuation: 'Pe', connectorpunctuation: 'Pc', control: 'Cc', currencysymbol: 'Sc', dashpunctuation: 'Pd',
  decimalnumber: 'Nd', enclosingmark: 'Me', finalpunctuation: 'Pf', format: 'Cf', initialpunctuation: 'Pi', letter: 'L',
  letternumber: 'Nl', lineseparator: 'Zl', lowercaseletter: 'Ll', mark: 'M', mathsymbol: 'Sm', modifierletter: 'Lm',
  modifiersymbol: 'Sk', nonspacingmark: 'Mn', number: 'N', openpunctuation: 'Ps', other: 'C', otherletter: 'Lo',
  othernumber: 'No', otherpunctuation: 'Po', othersymbol: 'So', paragraphseparator: 'Zp', punctuation: 'P', separator: 'Z',
  spaceseparator: 'Zs', spacingmark: 'Mc', symbol: 'S', titlecaseletter: 'Lt', uppercaseletter: 'Lu',
}; // prettier-ignore

const POSIX: Readonly<Record<string, readonly CharItem[]>> = {
  alnum: [range(0x30, 0x39), range(0x41, 0x5a), range(0x61, 0x7a)],
  alpha: [range(0x41, 0x5a), range(0x61, 0x7a)],
  ascii: [range(0, 127)],
  blank: [range(9), range(32)],
  cntrl: [range(0, 31), range(127)],
  digit: DIGIT,
  graph: [range(33, 126)],
  lower: [range(0x61, 0x7a)],
  print: [range(32, 126)],
  punct: [range(33, 47), range(58, 64), range(91, 96), range(123, 126)],
  space: JAVA_SPACE,
  upper: [range(0x41, 0x5a)],
  word: ASCII_WORD,
  xdigit: HEX,
};

/** The set of `[:name:]`, or undefined. */
export const posixClass = (name: string, negated: boolean): CharSet | undefined => POSIX[name] && set(POSIX[name], negated);

const JS_PROPERTY = new Map<string, boolean>();

function known(property: string): boolean {
  let answer = JS_PROPERTY.get(property);
  if (answer === undefined) {
    try {
      answer = Boolean(new RegExp(`\\p{${property}}`, 'u'));
    } catch {
      answer = false;
    }
    JS_PROPERTY.set(property, answer);
  }
  return answer;
}

/** The set of a property class such as `\p{Letter}` or `\p{Greek}`, or undefined for a name that is not known. */
export function propertyClass(dialect: RegexDialect, name: string, negated: boolean): CharSet | undefined {
  const key = name.toLowerCase().replace(/[_\s-]/g, '');
  if (dialect !== 'kusto' && POSIX[key]) return set(POSIX[key], negated);
  if (key === 'ascii') return posixClass('ascii', negated);
  if (key === 'any') return set([range(0, 0x10ffff)], negated);
  const plain = CATEGORIES[key] ?? (dialect === 'java' ? name.replace(/^Is/, '') : name);
  if (known(plain)) return set([item(`\\p{${plain}}`)], negated);
  return known(`Script=${plain}`) ? set([item(`\\p{${plain}}`, `\\p{Script=${plain}}`)], negated) : undefined;
}
