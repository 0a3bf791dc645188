import type { IRecognitionException, IToken } from 'chevrotain';
import { DECISIONS } from '../../../grammars/kql/decisions.js';
import { readDeepParts } from '../../../grammars/nesting.js';
import { KqlParser, STAGE_WORDS } from '../../../grammars/kql/grammar.js';
import { scan, type Scan, type ScanError } from '../../../grammars/kql/scanner.js';
import type { Script } from '../../../grammars/kql/syntax.js';
import * as T from '../../../grammars/kql/tokens.js';
import { diagnostic, type Diagnostic } from '../../base/diagnostics.js';
import { span, type Span } from '../../base/source.js';
import { nearest } from '../../semantics/nearest.js';
import type { Parsed } from '../dialect.js';
import { heightOf } from './height.js';
import { placeholderAt } from './placeholders.js';

/** How deep brackets may nest. */
export const MAX_NESTING = 300;
/** How deep what the parser reads at once may nest; it is recursive, so that this bounds its stack. Deep calls and parentheses are read in parts. */
export const MAX_RECURSION = 100;
/** How deep a tree may get by chains such as `a + b + …`; whoever walks a tree may be recursive. */
export const MAX_HEIGHT = 1000;
/** More errors than these are not told. */
const MAX_DIAGNOSTICS = 20;

let strict: KqlParser | undefined;
let recovering: KqlParser | undefined;

/**
 * Text to syntax tree. Never throws; with diagnostics the tree is partial: `missing` nodes stand where nothing could be made of the text.
 * A text nested deeper than `MAX_NESTING`, and a management command, get an empty tree.
 */
export function parse(text: string): Parsed<Script> {
  const scanned = scan(text);
  const [first, second] = scanned.tokens;
  if (first?.tokenType === T.Dot && second) return refused(scanned, diagnostic('management-command', { name: `.${second.image}` }, spanOf(first, second)));
  if (scanned.depth > MAX_NESTING) return refused(scanned, tooDeep(MAX_NESTING, scanned.deepest));
  try {
    if (scanned.depth > MAX_RECURSION && readDeep(text, scanned) > MAX_RECURSION) return refused(scanned, tooDeep(MAX_RECURSION, scanned.deepest));
    const tree = scanned.errors.length > 0 ? undefined : parseStrictly(text, scanned);
    return checked(scanned, tree ?? recover(text, scanned));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Called with most of the stack already in use. The parsers are left in the middle of a rule, so they are given up.
    strict = recovering = undefined;
    return refused(scanned, tooDeep(Math.max(1, scanned.depth - 1), scanned.deepest));
  } finally {
    strict?.knowing(undefined);
    recovering?.knowing(undefined);
  }
}

const strictly = (): KqlParser => (strict ??= new KqlParser({ recovery: false, validate: false, decisions: DECISIONS }));

/** Reads the deep parts of a text ahead; how deep the rest nests. */
function readDeep(text: string, scanned: Scan): number {
  strictly().text = text;
  return readDeepParts(scanned.tokens, strictly(), MAX_RECURSION);
}

/** The tree of a text without errors. The first error ends the attempt. */
function parseStrictly(text: string, scanned: Scan): Parsed<Script> | undefined {
  const parser = strictly();
  const tree = run(parser, text, scanned);
  return parser.errors.length > 0 || parser.problems.length > 0 ? undefined : { tree, comments: scanned.comments, diagnostics: [] };
}

/** Parses once more, for as much of a tree as there is and for all errors. */
function recover(text: string, scanned: Scan): Parsed<Script> {
  recovering ??= new KqlParser({ recovery: true, validate: false });
  const tree = run(recovering.knowing(strict), text, scanned) ?? emptyScript(text);
  const broken = new Set(scanned.errors.map((e) => e.start));
  const diagnostics = [
    ...scanned.errors.map(scanDiagnostic),
    ...recovering.errors.filter((e) => !broken.has(e.token.startOffset)).map((e) => syntaxDiagnostic(text, e)),
    ...recovering.problems.map(({ token, expected }) => diagnostic('syntax-unexpected', { found: show(token.image), expected }, spanOf(token))),
  ].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const known = diagnostics.some((d) => placeholderAt(text, d.span.start) !== undefined);
  return { tree, comments: scanned.comments, diagnostics: (known ? placeholders(text, scanned) : diagnostics).slice(0, MAX_DIAGNOSTICS) };
}

/** All of a text that has one. Braces behind parentheses are the body of a function. */
const placeholders = (text: string, { tokens }: Scan): readonly Diagnostic[] =>
  tokens.flatMap((token, i) => (token.image === '{' && tokens[i - 1]?.image !== ')' ? (placeholderAt(text, token.startOffset) ?? []) : []));

function run(parser: KqlParser, text: string, scanned: Scan): Script {
  parser.input = scanned.tokens;
  parser.text = text;
  const tree = parser.script();
  parser.text = '';
  return tree;
}

function checked(scanned: Scan, parsed: Parsed<Script>): Parsed<Script> {
  // A tree is lower than it has tokens, so that most need no look.
  if (scanned.tokens.length < MAX_HEIGHT || heightOf(parsed.tree) <= MAX_HEIGHT) return parsed;
  return refused(scanned, tooDeep(MAX_HEIGHT, 0));
}

const refused = (scanned: Scan, why: Diagnostic): Parsed<Script> => ({ tree: emptyScript(''), comments: scanned.comments, diagnostics: [why] });

const tooDeep = (limit: number, at: number): Diagnostic => diagnostic('too-deep', { limit }, span(at, at));

const emptyScript = (text: string): Script => ({ kind: 'script', directives: [], statements: [], span: span(0, text.length) });

// ---- diagnostics ----

function scanDiagnostic({ problem, detail, start, end }: ScanError): Diagnostic {
  if (problem === 'unterminated') return diagnostic('syntax-unterminated', { what: detail }, span(start, end));
  if (problem === 'character') return diagnostic('syntax-unexpected', { found: show(detail) }, span(start, end), CHARACTER_HINTS[detail]);
  const hint = 'a backslash is written \\\\, or @ stands before the string, where nothing is escaped';
  return diagnostic('syntax-unexpected', { found: `escape ${detail}` }, span(start, end), hint);
}

const CHARACTER_HINTS: Readonly<Record<string, string>> = {
  '!': 'negation is not(…), inequality is !=',
  '&': 'conjunction is and',
  '“': 'strings take straight quotes',
  '”': 'strings take straight quotes',
};

type Exception = IRecognitionException & { readonly previousToken?: IToken };

function syntaxDiagnostic(text: string, { token, message, previousToken, context }: Exception): Diagnostic {
  const expected = message === '' ? undefined : message;
  if (Number.isNaN(token.startOffset)) return atEnd(text, expected, previousToken);
  const where = spanOf(token);
  if (expected === 'a stage' && context.ruleStack.at(-1) === 'stage' && /^[A-Za-z_]/.test(token.image)) return unknownStage(text, where.start);
  // `project-awai x` begins as `project` minus something, and breaks at `x`.
  const dashed = /\|\s*([a-z]+(?:-[a-z]+)+)\s+$/.exec(text.slice(Math.max(0, where.start - 80), where.start));
  if (dashed) return unknownStage(text, where.start - dashed[0].length + dashed[0].indexOf(dashed[1]!));
  return diagnostic('syntax-unexpected', { found: show(token.image), expected }, where, hintFor(text, token, expected));
}

const spanOf = (first: IToken, last: IToken = first): Span => span(first.startOffset, (last.endOffset ?? last.startOffset) + 1);

function atEnd(text: string, expected: string | undefined, previous: IToken | undefined): Diagnostic {
  const end = previous?.endOffset === undefined || Number.isNaN(previous.endOffset) ? text.length : previous.endOffset + 1;
  return diagnostic('syntax-unexpected-end', { expected }, span(end, end));
}

const STAGE_NAMES = STAGE_WORDS.map((t) => t.name).filter((name) => !name.startsWith('__'));

/** A word after `|` that begins no stage, dashes included. */
function unknownStage(text: string, start: number): Diagnostic {
  const name = /^[\w-]+/.exec(text.slice(start, start + 80))?.[0] ?? '';
  const similar = nearest(name, STAGE_NAMES);
  return diagnostic('unknown-stage', { name }, span(start, start + name.length), similar === undefined ? undefined : `${similar} is similar`);
}

/** Keywords that join parts: where one of them stands too early, a part is absent, and brackets would not help. */
const JOINING = new Set(['and', 'as', 'asc', 'by', 'desc', 'in', 'of', 'on', 'or', 'to', 'with']);

function hintFor(text: string, token: IToken, expected: string | undefined): string | undefined {
  if (token.tokenType === T.Equals) return 'equality is ==';
  if (/\bnot\s+$/.test(text.slice(Math.max(0, token.startOffset - 40), token.startOffset))) return 'negation is not(…)';
  const { image } = token;
  if (!expected && STAGE_NAMES.includes(image)) return `a | stands before ${image}`;
  if (token.tokenType.name !== image || JOINING.has(image) || T.isBareName(image, 'reference')) return undefined;
  const wanted = !expected || expected === 'an expression' || expected.includes('a name');
  return wanted && /^[\w-]+$/.test(image) ? `${image} is a keyword; as a name it needs brackets: ['${image}']` : undefined;
}

/** A piece of source text as it appears in a message. */
const show = (image: string): string => `"${image.length > 40 ? `${image.slice(0, 40)}…` : image}"`;
