import type { Dynamic } from '../data/types.js';

/** An element while it is read. */
interface Element {
  readonly name: string;
  readonly attributes: Map<string, Dynamic>;
  readonly children: Map<string, Dynamic[]>;
  text: string;
}

const MAX_LENGTH = 1_048_576;
const MAX_DEPTH = 500;
const PIECE = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?[^>]*>|<(\/?)([^\s/>]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|[^<]+/gy;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescape = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));/g, (all, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] as string) : all;
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });

/**
 * Elements, attributes (`@name`) and texts (`#text`) as a property bag; an element of text alone is that text, an empty one null, and
 * elements of the same name become an array. Everything else is skipped. `undefined` for malformed or too long texts.
 */
export function parseXml(xml: string): Dynamic | undefined {
  if (xml.length > MAX_LENGTH) return undefined;
  const open: Element[] = [element('', '')];
  PIECE.lastIndex = 0;
  let at = 0;
  while (at < xml.length) {
    const piece = PIECE.exec(xml);
    if (!piece || !take(open, piece)) return undefined;
    at = PIECE.lastIndex;
  }
  const root = open[0] as Element;
  return open.length === 1 && root.children.size === 1 ? valueOf(root) : undefined;
}

function element(name: string, attributes: string): Element {
  const found = new Map<string, Dynamic>();
  for (const m of attributes.matchAll(ATTRIBUTE)) found.set(`@${m[1]}`, unescape(m[2] ?? m[3] ?? ''));
  return { name, attributes: found, children: new Map(), text: '' };
}

/** False when the piece does not fit. */
function take(open: Element[], piece: RegExpExecArray): boolean {
  const [whole, cdata, closing, name, attributes, selfClosing] = piece;
  const parent = open.at(-1) as Element;
  if (cdata !== undefined) parent.text += cdata;
  else if (name === undefined) return takeText(open, whole);
  else if (closing) return closeElement(open, name);
  else if (selfClosing) addChild(parent, name, valueOf(element(name, attributes ?? '')));
  else if (open.length > MAX_DEPTH) return false;
  else open.push(element(name, attributes ?? ''));
  return true;
}

function takeText(open: Element[], text: string): boolean {
  if (text.startsWith('<')) return true;
  if (open.length === 1) return text.trim() === '' || text === '\ufeff';
  (open.at(-1) as Element).text += unescape(text);
  return true;
}

function closeElement(open: Element[], name: string): boolean {
  const done = open.pop() as Element;
  if (open.length === 0 || done.name !== name) return false;
  addChild(open.at(-1) as Element, name, valueOf(done));
  return true;
}

function addChild(parent: Element, name: string, value: Dynamic): void {
  const same = parent.children.get(name);
  if (same) same.push(value);
  else parent.children.set(name, [value]);
}

function valueOf(e: Element): Dynamic {
  const text = e.text.trim();
  if (e.attributes.size === 0 && e.children.size === 0) return text === '' ? null : text;
  const bag = new Map<string, Dynamic>(e.attributes);
  if (text !== '') bag.set('#text', text);
  for (const [name, values] of e.children) bag.set(name, values.length === 1 ? (values[0] as Dynamic) : values);
  return bag;
}
