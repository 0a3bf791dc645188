import type { Span } from '../../../base/source.js';
import { concat, hardline, suffix, type Doc } from '../../../text/layout.js';
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

/** Part of the tree that comments can be attached to: an element of a list. */
interface Unit {
  readonly node: object;
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

  constructor(root: { readonly span: Span }, comments: readonly Comment[], source: string) {
    if (comments.length === 0) return;
    const top = unitOf(root, undefined, { start: 0, end: source.length });
    for (const comment of comments) this.attach(top, comment, source);
  }

  private attach(top: Unit, comment: Comment, source: string): void {
    const holder = enclosing(top, comment.span);
    if (holder === undefined) return;
    this.pending.add(comment);
    const before = lastBefore(holder.children, comment.span.start);
    const behind = holder.children[before + 1];
    const previous = holder.children[before];
    const ownLine = standsAlone(source, comment);
    const sameLine = previous !== undefined && !hasLineBreak(source, previous.span.end, comment.span.start);
    if (behind === undefined && previous === undefined) this.trail(holder, comment);
    else if (previous !== undefined && !ownLine && (sameLine || behind === undefined)) this.trail(previous, comment);
    else if (behind !== undefined) {
      const inline = comment.kind === 'block-comment' && !hasLineBreak(source, comment.span.end, behind.span.start);
      this.of(outermost(behind, 0)).leading.push({ comment, ownLine: ownLine || !inline });
    } else this.of(previous as Unit).after.push(comment);
  }

  /** Trailing comments go to the largest node that ends at the same place, since that is where they stand once printed. */
  private trail(unit: Unit, comment: Comment): void {
    let target = outermost(unit, -1);
    while (target.parent?.parent !== undefined && target.parent.span.end === target.span.end) target = outermost(target.parent, -1);
    this.of(target).trailing.push(comment);
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

  leading(node: object): Doc {
    const attached = this.byNode.get(node);
    if (attached === undefined) return '';
    for (const { comment } of attached.leading) this.pending.delete(comment);
    return concat(...attached.leading.map(({ comment, ownLine }) => concat(comment.text, ownLine ? hardline : ' ')));
  }

  trailing(node: object): Doc {
    const attached = this.byNode.get(node);
    if (attached === undefined) return '';
    for (const comment of [...attached.trailing, ...attached.after]) this.pending.delete(comment);
    const trailing = attached.trailing.map(({ kind, text }) => (kind === 'line-comment' ? suffix(text) : ` ${text}`));
    return concat(...trailing, ...attached.after.map(({ text }) => concat(hardline, text)));
  }

  /** The comments that were attached to nodes which the printer sets without them. */
  get rest(): Iterable<Comment> {
    return this.pending;
  }

  /** A node between its comments. */
  around(node: object, doc: Doc): Doc {
    return this.byNode.has(node) ? concat(this.leading(node), doc, this.trailing(node)) : doc;
  }
}

/** The chain of AND or OR that begins (0) or ends (-1) with a node: parentheses that go away when it is printed may lie between. */
function outermost(unit: Unit, edge: 0 | -1): Unit {
  let target = unit;
  while (target.parent !== undefined && isChain(target.parent.node) && target.parent.children.at(edge) === target) target = target.parent;
  return target;
}

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
  let behind = span.end;
  while (behind < source.length && isBlankInLine(source, behind)) behind++;
  return (before < 0 || source[before] === '\n') && (behind === source.length || source[behind] === '\n');
}

const isBlankInLine = (source: string, at: number): boolean => source[at] === ' ' || source[at] === '\t' || source[at] === '\r';

function hasLineBreak(source: string, from: number, to: number): boolean {
  const at = source.indexOf('\n', from);
  return at >= 0 && at < to;
}

function unitOf(node: object, parent: Unit | undefined, span: Span): Unit {
  const unit: Unit = { node, span, parent, children: [], verbatim: [] };
  collect(node, unit);
  unit.children.sort((a, b) => a.span.start - b.span.start);
  return unit;
}

/** Adds the units below a node to `unit`, however deep in nodes that are none. */
function collect(node: object, unit: Unit): void {
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null || key === 'span' || key === 'policySpan') continue;
    if (key === 'value' && 'implicitName' in node && isNode(value)) unit.verbatim.push(value.span);
    else if (Array.isArray(value)) for (const element of value as object[]) collectElement(key, element, unit);
    else if (key === 'source' && isNode(value)) unit.children.push(unitOf(value, unit, value.span));
    else collect(value, unit);
  }
}

function collectElement(key: string, element: object, unit: Unit): void {
  if (LISTS.has(key) && isNode(element)) unit.children.push(unitOf(element, unit, element.span));
  else collect(element, unit);
}

const isNode = (value: object): value is { readonly span: Span } => 'span' in value;
