import { EXPRESSION } from '../../../../grammars/esql/modes.js';
import type { FieldName, NamePattern, Parameter } from '../../../../grammars/esql/syntax.js';

/** Words that need back quotes as a name, in lower case. */
export type Reserved = Pick<ReadonlyMap<string, unknown>, 'has'>;

export const NOTHING: Reserved = new Map();

const IDENTIFIER = /^(?:[A-Za-z][A-Za-z0-9_]*|[_@][A-Za-z0-9_]+)$/;
/** What may follow an unquoted wildcard within one segment. */
const BODY = /^[A-Za-z0-9_]*$/;

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** One identifier, back-quoted where it must be. A dot in it needs quotes. */
export const identifier = (name: string, reserved: Reserved = EXPRESSION.reserved): string =>
  name === '' || (IDENTIFIER.test(name) && !reserved.has(name.toLowerCase())) ? name : quoted(name);

/** A field name: dots part its segments, and each is quoted by itself. */
export function dottedName(text: string, reserved: Reserved = EXPRESSION.reserved): string {
  const segments = text.split('.');
  // An empty segment cannot be written but in a name that is quoted as a whole.
  if (segments.includes('') && text !== '') return quoted(text);
  return segments.map((segment) => identifier(segment, reserved)).join('.');
}

export const parameter = ({ doubled, name }: Parameter): string => (doubled ? '??' : '?') + name;

export function fieldName(name: FieldName, reserved: Reserved = EXPRESSION.reserved): string {
  if (name.kind === 'name') {
    const text = dottedName(name.text, reserved);
    return name.qualifier === undefined ? text : `[${name.qualifier}].[${text}]`;
  }
  return name.parts.map((part) => (part.kind === 'parameter' ? parameter(part) : identifier(part.name, reserved))).join('.');
}

/** A name or wildcard of KEEP and its like. */
export function namePattern({ pieces, qualifier }: NamePattern, reserved: Reserved = NOTHING): string {
  const texts = pieces.map((piece, i) => {
    if (piece.kind === 'wildcard') return '*';
    if (piece.kind === 'parameter') return parameter(piece);
    return patternText(piece.text, { before: pieces[i - 1]?.kind, after: pieces[i + 1]?.kind }, reserved);
  });
  return qualifier === undefined ? texts.join('') : `[${qualifier}].[${texts.join('')}]`;
}

interface Neighbours {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The text between wildcards. Its first and last segment may be part of one that a wildcard begins or ends, and so be empty. */
function patternText(text: string, { before, after }: Neighbours, reserved: Reserved): string {
  const segments = text.split('.');
  const last = segments.length - 1;
  const open = (i: number): boolean => (i === 0 && before !== undefined) || (i === last && after !== undefined);
  if (segments.some((segment, i) => segment === '' && !open(i))) return quoted(text);
  return segments
    .map((segment, i) => {
      if (segment === '') return '';
      if (i === 0 && before === 'wildcard') return BODY.test(segment) ? segment : quoted(segment);
      return identifier(segment, reserved);
    })
    .join('.');
}

// ---- strings and index patterns ----

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '"': '\\"', '\\': '\\\\' };

/** A string literal for any content. Backslashes, as in regular expressions, stay readable between triple quotes. */
export function quoteString(value: string): string {
  const readable = value.includes('\\') && !/[\r\n\t]|"""|"$/.test(value);
  return readable ? `"""${value}"""` : `"${value.replace(/[\t\n\r"\\]/g, (character) => ESCAPES[character] as string)}"`;
}

const PART = String.raw`(?!\?)(?:[A-Za-z0-9_*.<>{}+@?$%;!&^~-]|/(?![*/\s]|$)[A-Za-z0-9_*.<>{}+@-])+`;
const INDEX = new RegExp(`^(?:${PART}:)?${PART}(?:::${PART})?$`);
const INDEX_WITHOUT_SELECTOR = new RegExp(`^(?:${PART}:)?${PART}$`);

/** An index pattern, quoted when it has a character that the bare form cannot hold, or is a keyword. */
export function indexPattern(text: string, reserved: Reserved, selectors: boolean): string {
  const bare = (selectors ? INDEX : INDEX_WITHOUT_SELECTOR).test(text) && !reserved.has(text.toLowerCase());
  return bare ? text : quoteString(text);
}

const POLICY = /^[A-Za-z0-9_.*@$%-]+$/;

/** The policy of ENRICH with its mode. */
export function policyName(mode: string | undefined, policy: string, reserved: Reserved): string {
  const text = mode === undefined ? policy : `${mode}:${policy}`;
  const bare = POLICY.test(policy) && (mode === undefined ? !reserved.has(policy.toLowerCase()) : POLICY.test(mode));
  return bare ? text : quoteString(text);
}
