import type { Parse, ParsePiece } from '../../../ast/pipeline.js';
import { isText, type Ty } from '../../../data/types.js';
import { VALUE_SHAPES } from '../../../text/kql-parse-pattern.js';
import { someNode } from '../../../text/regex-ast.js';
import { parseRegex } from '../../../text/regex-parse.js';
import { quoteRegex } from '../../../text/regex-quote.js';
import { refuse } from './context.js';

/** The patterns of KQL's `parse` as those of DISSECT and GROK. */

type Column = Extract<ParsePiece, { kind: 'column' }>;

/** A column, or what is skipped, and the fixed text behind it; `undefined` at the end of the pattern. */
interface Stretch {
  readonly columns: readonly Column[];
  readonly gap: boolean;
  readonly until: string | undefined;
}

/** Texts beside each other are one; the last stretch is there only when something stands behind the last text. */
function stretchesOf(pieces: readonly ParsePiece[]): Stretch[] {
  const out: Stretch[] = [];
  let columns: Column[] = [];
  let gap = false;
  pieces.forEach((p, i) => {
    if (p.kind === 'column') columns.push(p);
    else if (p.kind === 'star') gap = true;
    else if (pieces[i - 1]?.kind === 'text') out[out.length - 1] = { ...(out[out.length - 1] as Stretch), until: `${out[out.length - 1]?.until ?? ''}${p.text}` };
    else {
      out.push({ columns, gap, until: p.text });
      [columns, gap] = [[], false];
    }
  });
  return columns.length > 0 || gap ? [...out, { columns, gap, until: undefined }] : out;
}

/**
 * The DISSECT pattern that cuts every text as `parse` does, `undefined` where there is none. DISSECT takes a delimiter that stands twice in
 * a row for an empty value of the next key and goes on behind that key, while `parse` looks for the text behind the next column. The two
 * agree where all delimiters are the same and the last key is thrown away, and where a single key reaches to the end. Fixed text at the end
 * has to end the whole text in KQL only.
 */
export function dissectPattern(p: Parse): string | undefined {
  if (p.pieces.some((x) => (x.kind === 'column' && (!isText(x.type) || !isKey(x.name))) || (x.kind === 'text' && x.text.includes('%{')))) return undefined;
  const [first, ...rest] = stretchesOf(p.pieces) as [Stretch, ...Stretch[]];
  const leading = first.columns.length === 0 && !first.gap ? (first.until ?? '') : undefined;
  const keys = leading === undefined ? [first, ...rest] : rest;
  const last = keys[keys.length - 1];
  if (!last || last.until !== undefined || keys.some((k) => k.gap && k.columns.length > 0)) return undefined;
  const alone = keys.length === 1 && !p.drop;
  if (!alone && (last.columns.length > 0 || keys.slice(0, -1).some((k) => k.until !== keys[0]?.until))) return undefined;
  return (leading ?? '') + keys.map((k) => `%{${k.columns[0]?.name ?? ''}}${k.until ?? ''}`).join('');
}

/** Whether DISSECT takes a name for a key as it stands: some signs say what becomes of the key. */
export const isKey = (name: string): boolean => !/[/}]|^[+?*&]|->|^\s|\s$/.test(name);

/** Names that a group of GROK may have. */
export const GROUP_NAME = /^[A-Za-z]\w*$/;

/**
 * A GROK pattern that cuts as `parse` does: each stretch reaches to the first occurrence of the text behind it. Where that alone does not
 * follow from lazy groups, and where a text that does not match would be tried in too many ways, the groups are atomic.
 */
export function grokPattern(p: Parse): string {
  if (p.mode === 'regex') return regexPattern(p);
  const stretches = stretchesOf(p.pieces);
  const last = stretches[stretches.length - 1] as Stretch;
  const endsInText = last.until !== undefined;
  const typed = stretches.some((s) => s.columns.some((c) => !isText(c.type)));
  const atomic = typed || endsInText || stretches.length > 3;
  const free = (s: Stretch): boolean => s.gap || s.columns.length > 0;
  const parts = stretches.map((s, i) => {
    const needless = isSkip(s) && ((i === 0 && !atomic) || s.until === undefined);
    const body = `${needless ? '' : stretchBody(s, p)}${quoteRegex(s.until ?? '')}`;
    return atomic && free(s) && s !== last ? `(?>${body})` : body;
  });
  const whole = endsInText || last.columns.some((c) => !isText(c.type));
  return `(?m)${!atomic && isSkip(stretches[0] as Stretch) ? '' : '\\A'}${parts.join('')}${whole ? '\\z' : ''}`;
}

const isSkip = (s: Stretch): boolean => s.gap && s.columns.length === 0;

function stretchBody(s: Stretch, p: Parse): string {
  const rest = s.until === undefined ? 'GREEDYDATA' : 'DATA';
  const column = s.columns[0];
  if (s.columns.length > 1) return refuse('parse', 'two columns without text between them cannot be told apart', p.span);
  if (!column) return s.gap ? `%{${rest}}` : '';
  if (isText(column.type) || (column.type === 'datetime' && !s.gap)) {
    return s.gap ? refuse('parse', 'a text and what is skipped behind it cannot be told apart', p.span) : `%{${rest}:${column.name}}`;
  }
  const body = valueBody(column, s, p);
  return p.mode === 'relaxed' ? `(?:${body}|%{${rest}})` : body;
}

/** A value of a type, where the text behind it cannot be taken for a part of it. */
function valueBody(column: Column, s: Stretch, p: Parse): string {
  const [shape, signs] = [VALUE_SHAPES[column.type], SIGNS[column.type]];
  if (shape === undefined || signs === undefined) return refuse('parse', `a column of type ${column.type}`, p.span);
  const { until = '\n|' } = s;
  const blank = until.trim() === '';
  const inside = blank ? until.length > 1 : !new RegExp(`[^\\s${signs}]`).test(until);
  if (inside || (s.gap && new RegExp(`^[${signs}]`).test(until))) return refuse('parse', `a value of type ${column.type} and the text behind it cannot be told apart`, p.span);
  const space = blank ? `[^\\S${until}]*` : '\\s*';
  return `${space}(?<${column.name}>${shape})${s.gap ? '%{DATA}' : space}`;
}

/** The signs of a type's values. */
const SIGNS: Partial<Record<Ty, string>> = { int: '\\-0-9', long: '\\-0-9', real: '\\-+.eE0-9', decimal: '\\-+.eE0-9', bool: 'a-zA-Z01', guid: '\\-0-9a-fA-F', datetime: '\\-+:/.TZAMP0-9 ' };

/** The function that a cut text is converted by. */
export const CONVERTER: Partial<Record<Ty, string>> = { long: 'TO_LONG', int: 'TO_INTEGER', real: 'TO_DOUBLE', decimal: 'TO_DOUBLE', bool: 'TO_BOOLEAN', datetime: 'TO_DATETIME', guid: 'TO_LOWER' };

/** In regex mode columns are greedy, `*` is lazy, and the whole text has to match; flag `U` turns the two round. */
function regexPattern(p: Parse): string {
  const ungreedy = p.flags.includes('U');
  const parts = p.pieces.map((x) => {
    if (x.kind === 'star') return ungreedy ? '.*' : '.*?';
    if (x.kind === 'text') return ownRegex(x.text, ungreedy, p);
    if (!isText(x.type) && !isNumber(x.type)) return refuse('parse kind=regex', `a column of type ${x.type}`, p.span);
    return `(?<${x.name}>${isText(x.type) ? `.*${ungreedy ? '?' : ''}` : VALUE_SHAPES[x.type]})`;
  });
  const flags = [...(p.flags.includes('i') ? ['i'] : []), ...(p.flags.includes('s') ? ['m'] : [])].join('');
  return `${flags === '' ? '' : `(?${flags})`}\\A${parts.join('')}\\z`;
}

const isNumber = (t: Ty): boolean => t === 'int' || t === 'long' || t === 'real' || t === 'decimal';

/** GROK is Ruby's language: its `^` and `$` are about lines, and flags and names of groups are others. */
function ownRegex(pattern: string, ungreedy: boolean, p: Parse): string {
  const [kusto, ruby] = [parseRegex(pattern, 'kusto'), parseRegex(pattern, 'oniguruma')];
  const differs = !kusto.ok || !ruby.ok || /\(\?(?!:)|%\{/.test(pattern) || (ungreedy && /[*+?{]/.test(pattern)) || someNode(kusto.value.node, (n) => n.kind === 'assert' && /^(line-)?(start|end)/.test(n.what));
  return differs ? refuse(`the pattern ${pattern}`, 'GROK would read it in another way', p.span) : `(?:${pattern})`;
}
