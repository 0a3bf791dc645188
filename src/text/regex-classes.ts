/** The regular-expression languages that are translated to RE2: what Kusto runs (Rust's `regex`) and what Elasticsearch runs (Java's). */
export type RegexDialect = 'kusto' | 'java';

/** What a one-letter class means inside brackets, in RE2's syntax. */
type ClassTable = Readonly<Record<string, string>>;

const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{200C}\\x{200D}';
const JAVA_SPACE = '\\t-\\r ';
const JAVA_HORIZONTAL = '\\t \\x{A0}\\x{1680}\\x{180E}\\x{2000}-\\x{200A}\\x{202F}\\x{205F}\\x{3000}';
const JAVA_LINE_BREAK = '\\n-\\r\\x{85}\\x{2028}\\x{2029}';

/** Kusto's classes follow Unicode: `\d` takes full-width digits, `\s` the no-break space, `\w` accented letters. */
const KUSTO: ClassTable = { d: '\\p{Nd}', D: '\\P{Nd}', s: '\\p{White_Space}', S: '\\P{White_Space}', w: WORD };
/** Java's are ASCII; `\s` includes the vertical tab, which RE2's lacks. */
const JAVA: ClassTable = {
  d: '0-9',
  D: '\\x00-/:-\\x{10FFFF}',
  s: JAVA_SPACE,
  S: '\\x00-\\x08\\x0E-\\x1F!-\\x{10FFFF}',
  w: '0-9A-Z_a-z',
  W: '\\x00-/:-@\\[-^`{-\\x{10FFFF}',
  h: JAVA_HORIZONTAL,
  v: JAVA_LINE_BREAK,
};

/** The content of a one-letter class for use inside brackets, or undefined where the dialect has no such class. */
export function classContent(dialect: RegexDialect, letter: string): string | undefined {
  if (dialect === 'java') return JAVA[letter];
  return letter === 'W' ? notWord() : KUSTO[letter];
}

let notWordRanges: string | undefined;

/** The complement of Kusto's `\w` as explicit ranges: RE2 cannot negate a union inside brackets. */
function notWord(): string {
  if (notWordRanges !== undefined) return notWordRanges;
  const word = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]$/u;
  const ranges: string[] = [];
  let start = -1;
  for (let c = 0; c <= 0x110000; c++) {
    const outside = c < 0x110000 && !word.test(String.fromCodePoint(c));
    if (outside && start < 0) start = c;
    if (!outside && start >= 0) {
      ranges.push(`\\x{${start.toString(16)}}-\\x{${(c - 1).toString(16)}}`);
      start = -1;
    }
  }
  return (notWordRanges = ranges.join(''));
}

/** What `.` takes where it does not take line ends: Java stops at more of them than RE2. */
export const anyCharacter = (dialect: RegexDialect): string => (dialect === 'java' ? '[^\\n\\r\\x{85}\\x{2028}\\x{2029}]' : '.');

/** `\R` of Java. */
export const ANY_LINE_BREAK = `(?:\\r\\n|[${JAVA_LINE_BREAK}])`;

const CATEGORIES: Readonly<Record<string, string>> = {
  casedletter: 'LC', closepunctuation: 'Pe', connectorpunctuation: 'Pc', control: 'Cc', currencysymbol: 'Sc', dashpunctuation: 'Pd',
  decimalnumber: 'Nd', enclosingmark: 'Me', finalpunctuation: 'Pf', format: 'Cf', initialpunctuation: 'Pi', letter: 'L',
  letternumber: 'Nl', lineseparator: 'Zl', lowercaseletter: 'Ll', mark: 'M', mathsymbol: 'Sm', modifierletter: 'Lm',
  modifiersymbol: 'Sk', nonspacingmark: 'Mn', number: 'N', openpunctuation: 'Ps', other: 'C', otherletter: 'Lo',
  othernumber: 'No', otherpunctuation: 'Po', othersymbol: 'So', paragraphseparator: 'Zp', punctuation: 'P', separator: 'Z',
  spaceseparator: 'Zs', spacingmark: 'Mc', symbol: 'S', titlecaseletter: 'Lt', uppercaseletter: 'Lu',
}; // prettier-ignore

const JAVA_POSIX = ['Lower', 'Upper', 'Alpha', 'Digit', 'Alnum', 'Punct', 'Graph', 'Print', 'Blank', 'Cntrl', 'XDigit', 'Space', 'ASCII'];

/** A property class such as `\p{Letter}` in RE2's words, for use inside brackets. Unknown names go through and fail there. */
export function propertyContent(dialect: RegexDialect, name: string, negated: boolean): string {
  if (dialect === 'java' && JAVA_POSIX.includes(name)) return `[:${negated ? '^' : ''}${name.toLowerCase()}:]`;
  const plain = dialect === 'java' ? name.replace(/^Is/, '') : name;
  if (/^ascii$/i.test(plain)) return `[:${negated ? '^' : ''}ascii:]`;
  const short = CATEGORIES[plain.toLowerCase().replace(/[_\s-]/g, '')] ?? plain;
  return `\\${negated ? 'P' : 'p'}{${short}}`;
}
