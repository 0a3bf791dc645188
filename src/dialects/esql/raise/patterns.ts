import type { Expr, Parse } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Ty } from '../../../data/types.js';
import { quoteRegex } from '../../../text/regex-quote.js';
import { call, evaluate, field, isNotNull, name, text, where } from './build.js';
import { refuse, type Spelling } from './context.js';
import { value } from './expressions.js';
import type { Scope } from './scope.js';
import type { StageHandlers } from './stage-handler.js';

const span = NO_SPAN;

/** Stages that cut a text into columns. */
export const PATTERNS: StageHandlers<'parse' | 'parseKv' | 'dissect' | 'grok'> = {
  parse: (p, s, scope) => parse(p, s, scope),
  parseKv: (p) => refuse('parse-kv', 'DISSECT needs the keys in a fixed order', p.span),
  dissect: (d) => refuse('DISSECT', 'no KQL query has it', d.span),
  grok: (g) => refuse('GROK', 'no KQL query has it', g.span),
};

/** `parse x with * "a=" a " b" *` is DISSECT `%{}a=%{a} b%{}`; of a text that does not match both give nothing. */
function parse(p: Parse, s: Spelling, scope: Scope): void {
  if (p.mode === 'regex') return refuse('parse kind=regex', 'DISSECT takes plain delimiters only', p.span);
  const columns = p.pieces.filter((x) => x.kind === 'column');
  const typed = columns.filter((c) => CONVERTERS[c.type]);
  if (typed.length > 0 && p.mode === 'simple') s.raising.stageNote('rewritten', 'parse', 'a part that is no number leaves its column empty, where Kusto leaves all of them empty', p.span);
  const input = subject(p.input, s, scope);
  if (endsInText(p)) s.push({ kind: 'grok', input, patterns: [text(grokPattern(p))], span });
  else s.push({ kind: 'dissect', input, pattern: text(dissectPattern(p)), options: [], span });
  if (p.drop && columns[0]) s.push(where(isNotNull(name(columns[0].name))));
  if (typed.length > 0) s.push(evaluate(typed.map((c) => field(call(CONVERTERS[c.type] as string, name(c.name)), c.name))));
}

const CONVERTERS: Partial<Record<Ty, string>> = { long: 'TO_LONG', int: 'TO_INTEGER', real: 'TO_DOUBLE', decimal: 'TO_DOUBLE', bool: 'TO_BOOLEAN', datetime: 'TO_DATETIME' };

/** DISSECT reads a field. */
function subject(input: Expr, s: Spelling, scope: Scope): ReturnType<typeof name> {
  const tree = value(input, scope);
  if (tree.kind === 'name') return tree;
  const aside = s.raising.fresh('text');
  s.push(evaluate([field(tree, aside)]));
  return name(aside);
}

function dissectPattern(p: Parse): string {
  let out = '';
  let afterKey = false;
  for (const piece of p.pieces) {
    const key = piece.kind !== 'text';
    if (key && afterKey) return refuse('parse', 'two columns without text between them cannot be told apart by DISSECT', p.span);
    if (piece.kind === 'text') out += checked(piece.text, p);
    else out += piece.kind === 'star' ? '%{}' : `%{${piece.name}}`;
    afterKey = key;
  }
  return out;
}

/** Fixed text at the end has to end the whole text. DISSECT is content with its first occurrence, whatever follows. */
const endsInText = (p: Parse): boolean => p.pieces[p.pieces.length - 1]?.kind === 'text' && p.pieces.every((x) => x.kind !== 'column' || /^[A-Za-z]\w*$/.test(x.name));

/** Each column reaches to the first occurrence of the text behind it, which the atomic groups keep to; the last one reaches as far as the end lets it. */
function grokPattern(p: Parse): string {
  const end = p.pieces.length - 1;
  const parts: string[] = [];
  for (const [i, piece] of p.pieces.entries()) {
    const next = p.pieces[i + 1];
    if (piece.kind === 'text') {
      if (i === 0 || p.pieces[i - 1]?.kind === 'text') parts.push(quoteRegex(piece.text));
      continue;
    }
    if (next?.kind !== 'text') return refuse('parse', 'two columns without text between them cannot be told apart', p.span);
    const body = piece.kind === 'star' ? '[\\s\\S]*?' : `(?<${piece.name}>[\\s\\S]*?)`;
    parts.push(i + 1 === end ? `${body}${quoteRegex(next.text)}` : `(?>${body}${quoteRegex(next.text)})`);
  }
  return `\\A${parts.join('')}\\z`;
}

const checked = (t: string, p: Parse): string => (t.includes('%{') ? refuse('parse', 'its text contains %{, which DISSECT reads as a key', p.span) : t);
