/** Character classes of the scanner. Only ASCII letters are letters: any other one needs back quotes in a name. */

const LETTER = 1;
const DIGIT = 2;
const UNDERSCORE = 4;
const BLANK = 8;

const CLASSES = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(128);
  for (let i = 0; i < 26; i++) table[65 + i] = table[97 + i] = LETTER;
  for (let i = 0; i < 10; i++) table[48 + i] = DIGIT;
  table[95] = UNDERSCORE;
  for (const blank of ' \t\r\n') table[blank.charCodeAt(0)] = BLANK;
  return table;
}

const is = (code: number, mask: number): boolean => code < 128 && ((CLASSES[code] ?? 0) & mask) !== 0;

export const isDigit = (code: number): boolean => is(code, DIGIT);
export const isBlank = (code: number): boolean => is(code, BLANK);
export const isLetterOrUnderscore = (code: number): boolean => is(code, LETTER | UNDERSCORE);
export const isBody = (code: number): boolean => is(code, LETTER | DIGIT | UNDERSCORE);
const isLetter = (code: number): boolean => is(code, LETTER);

export const QUOTE = 34;
export const PERCENT = 37;
export const STAR = 42;
export const SLASH = 47;
export const AT = 64;
export const BACKSLASH = 92;
export const BACKQUOTE = 96;
export const DOT = 46;
export const UNDERSCORE_CODE = 95;

/** A letter, or `_` or `@` with at least one more character. */
export function startsIdentifier(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return isLetter(code) || ((code === UNDERSCORE_CODE || code === AT) && isBody(text.charCodeAt(at + 1)));
}

/** The end of the run of name characters that starts at `at`. */
export function endOfBody(text: string, at: number): number {
  let end = at;
  while (isBody(text.charCodeAt(end))) end++;
  return end;
}

/** The end of a quoted name whose opening back quote is at `at`; -1 when it is not closed or has nothing in it. */
export function endOfQuotedName(text: string, at: number): number {
  for (let close = text.indexOf('`', at + 1); close >= 0; close = text.indexOf('`', close + 2)) {
    if (text.charCodeAt(close + 1) !== BACKQUOTE) return close > at + 1 ? close + 1 : -1;
  }
  return -1;
}

const startsPatternPiece = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  if (isLetter(code) || code === STAR) return true;
  const next = text.charCodeAt(at + 1);
  return (code === UNDERSCORE_CODE || code === AT) && (isBody(next) || next === STAR);
};

/** The end of one segment of a name pattern, such as ``a*`b c` ``; `at` itself when none starts there. */
export function endOfPatternSegment(text: string, at: number): number {
  let end = at;
  for (;;) {
    if (text.charCodeAt(end) === BACKQUOTE) {
      const close = endOfQuotedName(text, end);
      if (close < 0) return end;
      end = close;
    } else if (startsPatternPiece(text, end)) {
      end++;
      while (isBody(text.charCodeAt(end)) || text.charCodeAt(end) === STAR) end++;
    } else return end;
  }
}

/** The end of a number: `12`, `12.`, `.5`, `1e-3`. The text at `at` is a digit, or a dot before one. */
export function endOfNumber(text: string, at: number): number {
  let end = endOfDigits(text, at);
  if (text.charCodeAt(end) === DOT) end = endOfDigits(text, end + 1);
  const mark = text.charCodeAt(end) | 32;
  if (mark !== 101) return end;
  const sign = text.charCodeAt(end + 1);
  const digits = sign === 43 || sign === 45 ? end + 2 : end + 1;
  return isDigit(text.charCodeAt(digits)) ? endOfDigits(text, digits) : end;
}

function endOfDigits(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

const endsSource = (code: number): boolean => Number.isNaN(code) || isBlank(code) || ':"=|,[]/()'.includes(String.fromCharCode(code));

/** The end of an unquoted index pattern; a slash takes the next character with it, unless the two open a comment. */
export function endOfSource(text: string, at: number): number {
  let end = at;
  for (;;) {
    const code = text.charCodeAt(end);
    if (code === SLASH) {
      const next = text.charCodeAt(end + 1);
      if (Number.isNaN(next) || next === SLASH || next === STAR) return end;
      end += 2;
    } else if (endsSource(code)) return end;
    else end++;
  }
}

const endsPolicy = (code: number): boolean => Number.isNaN(code) || '\\/?"<>| ,#\t\r\n:()'.includes(String.fromCharCode(code));

/** The end of an unquoted policy name, `_mode:` included. */
export function endOfPolicy(text: string, at: number): number {
  const first = runUntil(text, at, endsPolicy);
  if (first === at || text.charCodeAt(first) !== 58) return first;
  const second = runUntil(text, first + 1, endsPolicy);
  return second === first + 1 ? first : second;
}

/** The end of a word where a command must stand; the official lexer takes nearly any character into it. */
export const endOfCommandWord = (text: string, at: number): number =>
  runUntil(text, at, (code) => Number.isNaN(code) || isBlank(code) || code === 91 || code === 93 || code === SLASH);

function runUntil(text: string, at: number, stop: (code: number) => boolean): number {
  let end = at;
  while (!stop(text.charCodeAt(end))) end++;
  return end;
}

/** The end of the line of `at`, before its line break. */
export function endOfLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
  return end;
}

/**
 * The end of the block comment that opens at `at`; -1 when it is not closed. Comments nest; with an inner one left open the
 * last end mark of the text closes the comment, as in the official lexer.
 */
export function endOfBlockComment(text: string, at: number): number {
  let depth = 1;
  let lastEnd = -1;
  for (let i = at + 2; i < text.length - 1; i++) {
    const code = text.charCodeAt(i);
    if (code === SLASH && text.charCodeAt(i + 1) === STAR) {
      depth++;
      i++;
    } else if (code === STAR && text.charCodeAt(i + 1) === SLASH) {
      lastEnd = i + 2;
      if (--depth === 0) return lastEnd;
      i++;
    }
  }
  return lastEnd;
}
