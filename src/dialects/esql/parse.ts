import type { IRecognitionException, IToken } from 'chevrotain';
import { DECISIONS } from '../../../grammars/esql/decisions.js';
import { heightOf } from '../../../grammars/esql/height.js';
import { readDeepParts } from '../../../grammars/nesting.js';
import { scan, type Lexed, type LexicalProblem } from '../../../grammars/esql/lexer.js';
import { COMMAND_WORDS, EXPRESSION } from '../../../grammars/esql/modes.js';
import { EsqlParser } from '../../../grammars/esql/parser.js';
import type { Query } from '../../../grammars/esql/syntax.js';
import * as t from '../../../grammars/esql/tokens.js';
import { diagnostic, type Diagnostic } from '../../base/diagnostics.js';
import { span, type Span } from '../../base/source.js';
import { nearest } from '../../semantics/nearest.js';
import type { Parsed } from '../dialect.js';
import { EXPECTED } from './expected.js';

/** How deep brackets may nest. */
export const MAX_NESTING = 300;
/** How deep what the parser reads at once may nest; it is recursive, so that this bounds its stack. Deep calls and parentheses are read in parts. */
export const MAX_RECURSION = 100;
/** How deep a tree may get by chains such as `a + b + …`; whoever walks a tree may be recursive. */
export const MAX_HEIGHT = 500;
/** More errors than these are not told. */
const MAX_DIAGNOSTICS = 20;
/** How far behind the first error the parser looks for more, in tokens: recovery is slow. */
const MAX_RECOVERED = 1500;

let strict: EsqlParser | undefined;
let recovering: EsqlParser | undefined;

/**
 * Text to syntax tree. Never throws; with diagnostics the tree is partial: `Missing` expressions and `InvalidCommand`s stand where
 * nothing could be made of the text. A text nested deeper than `MAX_NESTING` gets no tree but an invalid command.
 */
export function parse(text: string): Parsed<Query> {
  const lexed = scan(text);
  const { comments } = lexed;
  if (lexed.depth > MAX_NESTING) return refused(comments, tooDeep(MAX_NESTING, lexed.deepestAt));
  try {
    if (lexed.depth > MAX_RECURSION && readDeep(text, lexed) > MAX_RECURSION) return refused(comments, tooDeep(MAX_RECURSION, lexed.deepestAt));
    const tree = parseTokens(text, lexed);
    return tree === undefined ? recover(text, lexed) : checked(lexed, tree, []);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Called with most of the stack already in use. The parsers are left in the middle of a rule, so they are given up.
    strict = recovering = undefined;
    return refused(comments, tooDeep(lexed.depth - 1, lexed.deepestAt));
  } finally {
    strict?.knowing(undefined);
    recovering?.knowing(undefined);
  }
}

const strictly = (): EsqlParser => (strict ??= new EsqlParser({ recover: false, validate: false, messages: EXPECTED, decisions: DECISIONS }));

/** Reads the deep parts of a text ahead; how deep the rest nests. */
function readDeep(text: string, lexed: Lexed): number {
  strictly().text = text;
  return readDeepParts(lexed.tokens, strictly(), MAX_RECURSION);
}

/** The tree of a text without errors. */
function parseTokens(text: string, lexed: Lexed): Query | undefined {
  const parser = strictly();
  const tree = run(parser, text, lexed.tokens);
  return parser.errors.length > 0 || lexed.problems.length > 0 ? undefined : tree;
}

const refused = (comments: Parsed<Query>['comments'], why: Diagnostic): Parsed<Query> => ({ tree: emptyQuery(), comments, diagnostics: [why] });

function checked(lexed: Lexed, tree: Query, diagnostics: readonly Diagnostic[]): Parsed<Query> {
  if (tooHigh(lexed, tree)) return refused(lexed.comments, tooDeep(MAX_HEIGHT, 0));
  return { tree, comments: lexed.comments, diagnostics };
}

function run(parser: EsqlParser, text: string, tokens: IToken[]): Query {
  parser.text = text;
  parser.input = tokens;
  const tree = parser.statement();
  parser.text = '';
  return tree;
}

const tooHigh = (lexed: Lexed, tree: Query): boolean => lexed.depth + lexed.operators > MAX_HEIGHT / 3 && heightOf(tree) > MAX_HEIGHT;

const tooDeep = (limit: number, at: number): Diagnostic => diagnostic('too-deep', { limit }, span(at, at));

function emptyQuery(): Query {
  const nowhere = span(0, 0);
  return { kind: 'query', settings: [], source: { kind: 'invalid', name: '', span: nowhere }, commands: [], span: nowhere };
}

/** Parses once more, for as much of a tree as there is and for all errors. */
function recover(text: string, lexed: Lexed): Parsed<Query> {
  recovering ??= new EsqlParser({ recover: true, validate: false, messages: EXPECTED });
  const from = firstErrorAt(lexed);
  const tokens = lexed.tokens.slice(0, from + MAX_RECOVERED);
  const cut = tokens.length < lexed.tokens.length;
  const tree = run(recovering.knowing(strict), text, tokens);
  const problems = lexed.problems.map(lexicalDiagnostic);
  const invalid = new Set(lexed.problems.map((p) => p.start));
  const errors = recovering.errors
    .filter(({ token }) => !invalid.has(token.startOffset) && !(cut && Number.isNaN(token.startOffset)))
    .map((error) => syntaxDiagnostic(text, error));
  const diagnostics = [...problems, ...errors].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return checked(lexed, tree, diagnostics.slice(0, MAX_DIAGNOSTICS));
}

/** The index of the token at which the first error was found. */
function firstErrorAt({ tokens, problems }: Lexed): number {
  const found = [...(strict?.errors ?? []).map(({ token }) => token.startOffset), ...problems.map(({ start }) => start)];
  const first = Math.min(...found.filter((offset) => !Number.isNaN(offset)).slice(0, MAX_DIAGNOSTICS));
  const index = tokens.findIndex(({ startOffset }) => startOffset >= first);
  return index < 0 ? tokens.length : index;
}

// ---- diagnostics ----

const LEXICAL_HINTS: Readonly<Record<string, string>> = {
  "'": 'strings take double quotes',
  '!': 'negation is NOT, inequality is !=',
  '&': 'conjunction is AND',
};

function lexicalDiagnostic({ kind, what, start, end }: LexicalProblem): Diagnostic {
  const where = span(start, end);
  if (kind === 'unterminated') return diagnostic('syntax-unterminated', { what }, where);
  if (kind === 'character') return diagnostic('syntax-unexpected', { found: show(what) }, where, LEXICAL_HINTS[what]);
  const hint = 'a backslash is written \\\\, or the string is put between triple quotes, where nothing is escaped';
  return diagnostic('syntax-unexpected', { found: `escape ${what}`, expected: 'one of \\t \\n \\r \\" \\\\' }, where, hint);
}

function syntaxDiagnostic(text: string, { token, message, previousToken }: Exception): Diagnostic {
  const expected = message === '' ? undefined : message;
  if (Number.isNaN(token.startOffset)) return atEnd(text, expected, previousToken);
  const where = spanOf(token);
  if (token.tokenType === t.UnknownCommand) return unknownCommand(text, token, where);
  return diagnostic('syntax-unexpected', { found: show(token.image), expected }, where, hintFor(token, message));
}

type Exception = IRecognitionException & { readonly previousToken?: IToken };

const spanOf = ({ startOffset, endOffset = startOffset }: IToken): Span => span(startOffset, endOffset + 1);

function atEnd(text: string, expected: string | undefined, previous: IToken | undefined): Diagnostic {
  const end = previous?.endOffset === undefined || Number.isNaN(previous.endOffset) ? text.length : previous.endOffset + 1;
  return diagnostic('syntax-unexpected-end', { expected }, span(end, end));
}

function unknownCommand(text: string, token: IToken, where: Span): Diagnostic {
  const word = token.image.toLowerCase();
  if (COMMAND_WORDS.includes(word)) {
    const next = text.charAt(where.end);
    return diagnostic('syntax-unexpected', { found: show(next), expected: 'a blank' }, span(where.end, where.end + next.length), `a blank follows ${word.toUpperCase()}`);
  }
  const similar = nearest(word, COMMAND_WORDS);
  const hint = similar === undefined ? undefined : `${similar.toUpperCase()} is similar`;
  return diagnostic('unknown-stage', { name: token.image }, where, hint);
}

function hintFor(token: IToken, expected: string): string | undefined {
  if (token.tokenType === t.Assign) return 'equality is ==';
  if (!RESERVED.has(token.tokenType) || !/name|field|expression/.test(expected)) return undefined;
  return `${token.image} is a keyword; as a name it needs back quotes: \`${token.image}\``;
}

/** Words that cannot be columns in expressions. */
const RESERVED: ReadonlySet<unknown> = new Set(EXPRESSION.reserved.values());

/** A piece of source text as it appears in a message. */
const show = (image: string): string => `"${image.length > 40 ? `${image.slice(0, 40)}…` : image}"`;
