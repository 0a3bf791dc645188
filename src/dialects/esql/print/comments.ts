import type { Span } from '../../../base/source.js';
import { concat, hardline, lineEnd, suffix, type Doc } from '../../../text/layout.js';
import type { Comment } from '../../dialect.js';

/** Where the comments of one node go. */
interface Attached {
  /** Before the node: on lines of their own, or on the line of the node. */
  readonly leading: { readonly comment: Comment; readonly ownLine: boolean }[];
  /** Behind the node, on its line. */
  readonly trailing: Comment[];
  /** On lines of their own behind the node, which is the last of its list. */
  readonly after: Comment[];
}

/** On a line of its own, which a line comment must also end. */
const alone = ({ kind, text }: Comment): Doc => (kind === 'line-comment' ? lineEnd(text) : text);

/** Part of the tree that comments lie in, or between. */
interface Unit {
  readonly node: object;
  /** Whether comments can be attached to it: it is an element of a list. Else it only holds such elements. */
  readonly attachable: boolean;
  readonly span: Span;
  readonly parent: Unit | undefined;
  readonly children: Unit[];
  /** Parts that are printed as written, comments included. */
  readonly verbatim: Span[];
}

/** Lists whose elements the printer sets with their comments. */
const LISTS: ReadonlySet<string> = new Set([
  ...['aggregates', 'arguments', 'branches', 'by', 'clauses', 'commands', 'entries', 'fields', 'groups', 'keys', 'list', 'metadata'],
  ...['on', 'operands', 'options', 'patterns', 'renamings', 'settings', 'sources', 'values', 'with'],
]);

/** The comments of a text, each at the node that it belongs to. Printing takes them from here. */
export class Comments {
  private readonly byNode = new Map<object, Attached>();
  private readonly pending = new Set<Comment>();
  /** The last comment that was put behind a unit, and the unit. */
  private prior?: { readonly unit: Unit; readonly end: number; readonly adjacent: boolean };

  constructor(root: { readonly span: Span }, comments: readonly Comment[], private readonly source: string) {
    if (comments.length === 0) return;
    const top = unitOf(root, undefined, { start: 0, end: source.length });
    for (const comment of comments) this.attach(top, comment);
  }

  private attach(top: Unit, comment: Comment): void {
    const { source } = this;
    const holder = enclosing(top, comment.span);
    if (holder === undefined) return;
    this.pending.add(comment);
    const before = lastBefore(holder.children, comment.span.start);
    const behind = attachableOf(holder.children[before + 1]);
    const previous = attachableOf(within(holder.children[before], comment, source));
    const place = this.placeOf(comment, previous, behind);
    const adjacent = previous !== undefined && this.adjoins(previous, comment);
    if (place === 'behind') this.prior = { unit: previous ?? holder, end: comment.span.end, adjacent };
    if (place === 'behind') this.trail(previous ?? holder, comment);
    else if (behind !== undefined) this.of(outermost(behind, 0)).leading.push({ comment, ownLine: place === 'above' });
    else if (previous !== undefined && holder === top) this.of(previous).after.push(comment);
    else this.trail(previous ?? holder, comment);
  }

  /**
   * Whether a comment is set behind the unit before it, on lines of its own, or in front of the next unit on its line. Decided by
   * what printing preserves, so that the printed text is read the same way: a line comment stays on the line of the code before it, a
   * block goes to the side on which nothing but blanks parts it from a unit.
   */
  private placeOf(comment: Comment, previous: Unit | undefined, behind: Unit | undefined): 'above' | 'behind' | 'before' {
    const { source } = this;
    if (standsAlone(source, comment)) return 'above';
    if (behind === undefined) return 'behind';
    if (previous !== undefined && isRaw(previous.node)) return 'above';
    if (comment.kind === 'line-comment') return previous !== undefined && this.onLineOf(previous, comment) ? 'behind' : 'above';
    if (previous !== undefined && this.adjoins(previous, comment)) return 'behind';
    if (!endsLine(source, comment.span.end)) return 'before';
    return previous !== undefined ? 'behind' : 'above';
  }

  /** Where the unit ends with the parentheses around it, and the comments that were put behind it. */
  private endBefore(previous: Unit, comment: Comment): number {
    const { prior, source } = this;
    const end = prior !== undefined && isWithin(prior.unit, previous) ? Math.max(prior.end, previous.span.end) : previous.span.end;
    let closed = end;
    for (let at = end; at < comment.span.start && (source[at] === ')' || isBlank(source, at)); at++) {
      if (source[at] === ')') closed = at + 1;
    }
    return closed;
  }

  /** Whether only blanks and comments part the two. */
  private adjoins(previous: Unit, comment: Comment): boolean {
    const { prior, source } = this;
    if (prior?.unit === previous && prior.end > previous.span.end && !prior.adjacent) return false;
    return isBlankBetween(source, this.endBefore(previous, comment), comment.span.start);
  }

  private onLineOf(previous: Unit, comment: Comment): boolean {
    return !hasLineBreak(this.source, this.endBefore(previous, comment), comment.span.start);
  }

  /** Trailing comments go to the largest node that ends at the same place, since that is where they stand once printed. */
  private trail(unit: Unit, comment: Comment): void {
    let target = outermost(unit, -1);
    for (let { parent } = target; parent?.parent !== undefined; { parent } = target) {
      if (target.attachable && (isQuery(parent.node) || !this.endsWith(parent, target, comment.span))) break;
      target = outermost(parent, -1);
    }
    this.of(target).trailing.push(comment);
  }

  /** Whether nothing stands behind a node in another one, the parentheses around an AND or OR not counted. */
  private endsWith(parent: Unit, { node, span }: Unit, comment: Span): boolean {
    if (parent.span.end === span.end) return true;
    if (!isChain(node)) return false;
    const inside = comment.start >= span.end && comment.end <= parent.span.end;
    const { source } = this;
    const between = inside ? source.slice(span.end, comment.start) + source.slice(comment.end, parent.span.end) : source.slice(span.end, parent.span.end);
    return /^[\s)]*$/.test(between);
  }

  private of({ node }: Unit): Attached {
    const known = this.byNode.get(node);
    if (known !== undefined) return known;
    const made: Attached = { leading: [], trailing: [], after: [] };
    this.byNode.set(node, made);
    return made;
  }

  /** Whether a node has comments that need lines of their own. */
  has(node: object): boolean {
    return this.byNode.has(node);
  }

  /** Comments on lines of their own, to be set before any punctuation that leads up to the node. */
  above(node: object): Doc {
    if (this.byNode.size === 0) return concat();
    return concat(...this.leading(node, true).map((comment) => concat(comment.text, hardline)));
  }

  /** The same with the empty lines that are before them and before the node. `first`: nothing is above. */
  paragraph(node: { readonly span: Span }, first: boolean): Doc {
    const comments = this.leading(node, true);
    const lines = comments.map((comment, i) => concat(first && i === 0 ? '' : this.gap(comment.span), comment.text, hardline));
    return concat(...lines, first && comments.length === 0 ? '' : this.gap(node.span));
  }

  /** An empty line if there is one before a place, or before the pipe in front of it. */
  private gap({ start }: Span): Doc {
    const direct = lineBreaksBefore(this.source, start);
    const { at, breaks } = this.source[direct.at] === '|' ? lineBreaksBefore(this.source, direct.at) : direct;
    return at >= 0 && breaks > 1 ? hardline : '';
  }

  /** Comments on the line of the node, directly in front of it. */
  before(node: object): Doc {
    if (this.byNode.size === 0) return concat();
    return concat(...this.leading(node, false).map((comment) => `${comment.text} `));
  }

  private leading(node: object, ownLine: boolean): readonly Comment[] {
    const comments = this.byNode.get(node)?.leading.filter((each) => each.ownLine === ownLine).map(({ comment }) => comment) ?? [];
    for (const comment of comments) this.pending.delete(comment);
    return comments;
  }

  trailing(node: object): Doc {
    const attached = this.byNode.get(node);
    if (attached === undefined) return '';
    for (const comment of [...attached.trailing, ...attached.after]) this.pending.delete(comment);
    const trailing = attached.trailing.map(({ kind, text }) => (kind === 'line-comment' ? suffix(text) : ` ${text}`));
    return concat(...trailing, ...attached.after.map((comment) => concat(hardline, this.gap(comment.span), alone(comment))));
  }

  /** The comments that were attached to nodes which the printer sets without them. */
  get rest(): Iterable<Comment> {
    return this.pending;
  }

  /** A node between its comments. */
  around(node: object, doc: Doc): Doc {
    return this.byNode.has(node) ? concat(this.above(node), this.before(node), doc, this.trailing(node)) : doc;
  }
}

/** Whether a unit is another one or lies in it: a comment before the closing parenthesis of a subquery is at its last command. */
function isWithin(unit: Unit | undefined, outer: Unit): boolean {
  for (let at = unit; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}

/** The unit to attach to: a chain of AND or OR that is no element of a list stands for its first operand. */
function attachableOf(unit: Unit | undefined): Unit | undefined {
  if (unit === undefined || unit.attachable) return unit;
  return isChain(unit.node) ? attachableOf(unit.children[0]) : undefined;
}

/** The chain of AND or OR that begins (0) or ends (-1) with a node: parentheses that go away when it is printed may lie between. */
function outermost(unit: Unit, edge: 0 | -1): Unit {
  let target = unit;
  while (target.parent?.attachable === true && isChain(target.parent.node) && target.parent.children.at(edge) === target) target = target.parent;
  return target;
}

/** Behind the raw text of PROMQL a comment would become a part of it. */
export const isRaw = (node: object): boolean => 'kind' in node && node.kind === 'promql';

/** Behind a subquery but before its closing parenthesis a comment belongs to the last command in it. */
function within(unit: Unit | undefined, comment: Comment, source: string): Unit | undefined {
  if (unit === undefined || !isQuery(unit.node)) return unit;
  for (let at = unit.span.end; at < comment.span.start; at++) if (source[at] === ')') return unit;
  return unit.children.at(-1);
}

const isQuery = (node: object): boolean => 'kind' in node && node.kind === 'query';
const isChain = (node: object): boolean => 'kind' in node && node.kind === 'logical';

/** The innermost unit around a place; none where the text is printed as written. */
function enclosing(top: Unit, { start, end }: Span): Unit | undefined {
  let unit = top;
  for (;;) {
    const inner = unit.children[lastBefore(unit.children, start, true)];
    if (inner === undefined || inner.span.start > start || inner.span.end < end) {
      return unit.verbatim.some((v) => v.start <= start && end <= v.end) ? undefined : unit;
    }
    unit = inner;
  }
}

/** The index of the last unit that ends (or, with `starts`, starts) at or before an offset; -1 when there is none. */
function lastBefore(units: readonly Unit[], offset: number, starts = false): number {
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { span } = units[middle] as Unit;
    if ((starts ? span.start : span.end) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Whether nothing but blanks is on the lines of a comment. */
function standsAlone(source: string, { span }: Comment): boolean {
  let before = span.start - 1;
  while (before >= 0 && isBlankInLine(source, before)) before--;
  return (before < 0 || source[before] === '\n') && endsLine(source, span.end);
}

/** Whether only blanks follow on the line. */
function endsLine(source: string, from: number): boolean {
  let at = from;
  while (at < source.length && isBlankInLine(source, at)) at++;
  return at === source.length || source[at] === '\n';
}

const isBlankInLine = (source: string, at: number): boolean => source[at] === ' ' || source[at] === '\t' || source[at] === '\r';
const isBlank = (source: string, at: number): boolean => source[at] === '\n' || isBlankInLine(source, at);

/** How many line breaks are in the blanks before a place, and where the text before them ends; -1 at the start. */
function lineBreaksBefore(source: string, place: number): { readonly at: number; readonly breaks: number } {
  let breaks = 0;
  let at = place - 1;
  for (; at >= 0 && isBlank(source, at); at--) if (source[at] === '\n') breaks++;
  return { at, breaks };
}

/** Whether only blanks, line breaks among them, are in a range. */
function isBlankBetween(source: string, from: number, to: number): boolean {
  let at = from;
  while (at < to && isBlank(source, at)) at++;
  return at >= to;
}

function hasLineBreak(source: string, from: number, to: number): boolean {
  const at = source.indexOf('\n', from);
  return at >= 0 && at < to;
}

function unitOf(node: object, parent: Unit | undefined, span: Span, attachable = true): Unit {
  const unit: Unit = { node, attachable, span, parent, children: [], verbatim: [] };
  collect(node, unit);
  unit.children.sort((a, b) => a.span.start - b.span.start);
  return unit;
}

/** Adds the units directly below a node to `unit`. */
function collect(node: object, unit: Unit): void {
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null || key === 'span' || key === 'policySpan') continue;
    if (key === 'value' && 'implicitName' in node && isNode(value)) unit.verbatim.push(value.span);
    else if (Array.isArray(value)) for (const element of value as object[]) add(element, unit, LISTS.has(key));
    else add(value, unit, key === 'source' || (key === 'options' && 'arguments' in node));
  }
}

function add(node: object, unit: Unit, attachable: boolean): void {
  if (!isNode(node)) return;
  const child = unitOf(node, unit, node.span, attachable);
  if (attachable || child.children.length > 0) unit.children.push(child);
  else unit.verbatim.push(...child.verbatim);
}

const isNode = (value: object): value is { readonly span: Span } => 'span' in value;
