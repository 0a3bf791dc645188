/**
 * A small pretty printer after Wadler and Prettier: documents with places where a line may break, and groups that are set on one
 * line when they fit.
 */
export type Doc = string | Text | Concat | Line | Indent | Group | Fill | Suffix | Apart;

interface Measured {
  /** Holds a line break that is always one. */
  readonly breaks: boolean;
  /** How many columns it takes on one line; `ENDLESS` where it cannot stand on one. */
  readonly width: number;
}

/** Several texts without a line break, as one: most of what is printed is made of them. */
interface Text extends Measured {
  readonly kind: 'text';
  readonly text: string;
}

interface Concat extends Measured {
  readonly kind: 'concat';
  readonly parts: readonly Doc[];
}

/** A line break, or `flat` when the group around it is set on one line. `hard` never is. */
interface Line extends Measured {
  readonly kind: 'line';
  readonly flat: string;
}

interface Indent extends Measured {
  readonly kind: 'indent';
  readonly by: number;
  readonly body: Doc;
}

interface Group extends Measured {
  readonly kind: 'group';
  readonly body: Doc;
}

/** Items with a separator; each line takes as many as fit. */
interface Fill extends Measured {
  readonly kind: 'fill';
  readonly items: readonly Doc[];
  readonly separator: string;
}

/** Put at the end of the line, whatever else comes on it: a line comment. */
interface Suffix extends Measured {
  readonly kind: 'suffix';
  /** With what parts it from the line. */
  readonly text: string;
}

/** Two sides of an operator: it begins a line where the left side fits on one, and stays behind a left side that has several. */
interface Apart extends Measured {
  readonly kind: 'apart';
  readonly by: number;
  readonly left: Doc;
  /** The operator with a blank behind it, and the right side. */
  readonly rest: Doc;
}

const ENDLESS = Infinity;
const breaks = (doc: Doc): boolean => typeof doc !== 'string' && doc.breaks;
/** How many columns a document takes on one line; infinitely many where it cannot stand on one. */
export const widthOf = (doc: Doc): number => (typeof doc !== 'string' ? doc.width : doc.includes('\n') ? ENDLESS : doc.length);

function widthOfAll(docs: readonly Doc[]): number {
  let width = 0;
  for (const doc of docs) width += widthOf(doc);
  return width;
}

/** Of several texts is one text. */
export function concat(...parts: readonly Doc[]): Concat | Text {
  let text: string | undefined;
  let isText = true;
  let broken = false;
  let width = 0;
  for (const part of parts) {
    if (part === NOTHING) continue;
    width += widthOf(part);
    const own = typeof part === 'string' ? part : part.kind === 'text' ? part.text : undefined;
    isText &&= own !== undefined;
    if (isText) text = text === undefined ? own : text + own;
    else broken ||= breaks(part);
  }
  if (text === undefined && isText) return NOTHING;
  return isText && width !== ENDLESS ? { kind: 'text', text: text as string, breaks: false, width } : { kind: 'concat', parts, breaks: broken, width };
}

const NOTHING: Concat = { kind: 'concat', parts: [], breaks: false, width: 0 };
const bodyOf = (parts: readonly Doc[]): Doc => (parts.length === 1 ? (parts[0] as Doc) : concat(...parts));
const isUnbroken = (doc: Doc): doc is Text => typeof doc !== 'string' && doc.kind === 'text';

export function indent(by: number, ...parts: readonly Doc[]): Doc {
  const body = bodyOf(parts);
  return isUnbroken(body) ? body : { kind: 'indent', by, body, breaks: breaks(body), width: widthOf(body) };
}

export function group(...parts: readonly Doc[]): Doc {
  const body = bodyOf(parts);
  return isUnbroken(body) ? body : { kind: 'group', body, breaks: breaks(body), width: widthOf(body) };
}

export const fill = (items: readonly Doc[], separator: string): Doc => ({
  kind: 'fill', items, separator, breaks: items.some(breaks), width: widthOfAll(items) + Math.max(0, items.length - 1) * (separator.length + 1),
});

/** `left operator right`; `by`: the indentation of the right side where it has a line of its own. */
export const apart = (by: number, left: Doc, operator: string, right: Doc): Doc => {
  const rest = concat(`${operator} `, right);
  return { kind: 'apart', by, left, rest, breaks: breaks(left) || rest.breaks, width: widthOf(left) + 1 + rest.width };
};

/** A blank or a line break. */
export const line: Doc = { kind: 'line', flat: ' ', breaks: false, width: 1 };
/** Nothing or a line break. */
export const softline: Doc = { kind: 'line', flat: '', breaks: false, width: 0 };
/** Always a line break; the groups around it break with it. */
export const hardline: Doc = { kind: 'line', flat: '', breaks: true, width: ENDLESS };
/** Ends the line with a text, and makes sure that it ends: the groups around break. */
export const suffix = (text: string): Doc => lineEnd(` ${text}`);
/** The same without a blank in front, for a text that has the line to itself. */
export const lineEnd = (text: string): Doc => ({ kind: 'suffix', text, breaks: true, width: ENDLESS });

export function join(docs: readonly Doc[], separator: Doc): Doc {
  return concat(...docs.flatMap((doc, i) => (i === 0 ? [doc] : [separator, doc])));
}

type Task = readonly [indentation: number, flat: boolean, doc: Doc];

/** Sets a document. Lines may get longer than `width` where nothing can break. */
export function render(doc: Doc, width: number): string {
  return new Renderer(width).render(doc);
}

class Renderer {
  private readonly out: string[] = [];
  private readonly tasks: Task[] = [];
  private suffixes: string[] = [];
  private column = 0;
  /** Number of pieces when the last one was the indentation of a line. */
  private indented = -1;

  constructor(private readonly width: number) {}

  render(doc: Doc): string {
    this.tasks.push([0, false, doc]);
    for (let task = this.tasks.pop(); task !== undefined; task = this.tasks.pop()) this.set(task);
    this.flush();
    return this.out.join('');
  }

  private set([indentation, flat, doc]: Task): void {
    if (typeof doc === 'string') return this.write(doc);
    if (doc.kind === 'text') return this.writeLine(doc.text);
    if (flat && doc.width !== ENDLESS) return this.writeFlat(doc);
    switch (doc.kind) {
      case 'concat':
        return this.concat(indentation, flat, doc.parts);
      case 'indent':
        this.tasks.push([indentation + doc.by, flat, doc.body]);
        return;
      case 'group':
        this.tasks.push([indentation, !doc.breaks && (flat || this.fits([indentation, true, doc.body], 0, true)), doc.body]);
        return;
      case 'line':
        return flat && !doc.breaks ? this.write(doc.flat) : this.newline(indentation);
      case 'suffix':
        this.suffixes.push(doc.text);
        return;
      case 'fill':
        return this.fill(indentation, flat, doc);
      case 'apart':
        return this.apart(indentation, flat, doc);
    }
  }

  /** Texts in front are written at once. */
  private concat(indentation: number, flat: boolean, parts: readonly Doc[]): void {
    let from = 0;
    for (; from < parts.length; from++) {
      const part = parts[from] as Doc;
      if (typeof part === 'string') this.write(part);
      else if (part.kind === 'text') this.writeLine(part.text);
      else break;
    }
    for (let i = parts.length - 1; i >= from; i--) this.tasks.push([indentation, flat, parts[i] as Doc]);
  }

  private apart(indentation: number, flat: boolean, doc: Apart): void {
    const behind = concat(doc.left, ' ', doc.rest);
    if (flat || (!doc.breaks && this.fits([indentation, true, behind], 0, true))) this.tasks.push([indentation, true, behind]);
    else if (!breaks(doc.left) && this.fits([indentation, true, doc.left], 0, false)) this.tasks.push([indentation, false, concat(group(doc.left), indent(doc.by, hardline, doc.rest))]);
    else this.tasks.push([indentation, false, behind]);
  }

  /** A document that stands on one line. */
  private writeFlat(doc: Doc): void {
    for (const pending: Doc[] = [doc]; pending.length > 0; ) {
      const next = pending.pop() as Doc;
      if (typeof next === 'string') this.out.push(next);
      else if (next.kind === 'text') this.out.push(next.text);
      else if (next.kind === 'line') this.out.push(next.flat);
      else if (next.kind !== 'suffix') unfold(next, pending);
    }
    this.column += widthOf(doc);
  }

  private write(text: string): void {
    this.out.push(text);
    const last = text.lastIndexOf('\n');
    this.column = last < 0 ? this.column + text.length : text.length - last - 1;
  }

  /** A text without a line break. */
  private writeLine(text: string): void {
    this.out.push(text);
    this.column += text.length;
  }

  private newline(indentation: number): void {
    this.flush();
    // A line with nothing on it has no indentation either.
    if (this.out.length === this.indented) this.out.pop();
    this.out.push('\n');
    this.indented = this.out.push(' '.repeat(indentation));
    this.column = indentation;
  }

  private flush(): void {
    this.out.push(...this.suffixes);
    this.suffixes = [];
  }

  private fill(indentation: number, flat: boolean, { items, separator }: Fill): void {
    items.forEach((item, i) => {
      const last = i === items.length - 1;
      const piece = last ? item : concat(item, separator);
      if (i > 0) {
        if (flat || this.fits([indentation, true, piece], 1, last)) this.write(' ');
        else this.newline(indentation);
      }
      this.settle([indentation, flat, piece]);
    });
  }

  /** Sets one document to its end, ahead of the pending ones. */
  private settle(task: Task): void {
    const floor = this.tasks.length;
    this.tasks.push(task);
    while (this.tasks.length > floor) this.set(this.tasks.pop() as Task);
  }

  /**
   * Whether a document, up to its first line break, fits on the rest of the line, less what is `taken` of it; with `followed`,
   * together with what comes behind it up to the next possible break.
   */
  private fits(start: Task, taken: number, followed: boolean): boolean {
    let room = this.width - this.column - taken;
    const tasks = [start];
    let behind = followed ? this.tasks.length - 1 : -1;
    while (room >= 0) {
      const task = tasks.pop() ?? (behind >= 0 ? this.tasks[behind--] : undefined);
      if (task === undefined) return true;
      const [indentation, flat, doc] = task;
      if (typeof doc !== 'string' && (doc.kind === 'text' || (flat && doc.width !== ENDLESS))) {
        room -= doc.width;
      } else if (typeof doc === 'string') {
        const end = doc.indexOf('\n');
        if (end >= 0) return room >= end;
        room -= doc.length;
      } else if (doc.kind === 'line') {
        if (!flat || doc.breaks) return true;
        room -= doc.flat.length;
      } else if (doc.kind !== 'suffix') {
        const parts: Doc[] = [];
        unfold(doc, parts);
        const inner = doc.kind === 'group' || doc.kind === 'indent' ? flat && !doc.breaks : flat;
        for (const part of parts) tasks.push([indentation, inner, part]);
      }
    }
    return false;
  }
}

/** Adds what a document consists of on one line, the first last. */
function unfold(doc: Exclude<Doc, string | Text | Line | Suffix>, into: Doc[]): void {
  switch (doc.kind) {
    case 'concat':
      for (let i = doc.parts.length - 1; i >= 0; i--) into.push(doc.parts[i] as Doc);
      return;
    case 'fill':
      for (let i = doc.items.length - 1; i > 0; i--) into.push(doc.items[i] as Doc, `${doc.separator} `);
      if (doc.items[0] !== undefined) into.push(doc.items[0]);
      return;
    case 'apart':
      into.push(doc.rest, ' ', doc.left);
      return;
    default:
      into.push(doc.body);
  }
}
