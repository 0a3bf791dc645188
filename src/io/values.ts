import { jsonOfCell, jsonOfDynamic } from '../data/encode.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';

/** A cell as plain text: strings as they are, everything else as its JSON without quotes. `null` gives ''. */
export function textOfCell(type: Ty, v: Value): string {
  if (v === null) return '';
  if (typeof v === 'string' && type === 'dynamic') return v;
  if (v instanceof MultiValue) return jsonOfCell(type, v);
  const json = type === 'dynamic' ? jsonOfDynamic(v as never) : jsonOfCell(type, v);
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** Control characters, of a log or of an attacker in it, must not reach a terminal. */
export const printable = (text: string): string => text.replace(CONTROL, (c) => NAMED[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{Mn}|\u200d|\ufe0f/u;

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const c of text) width += WIDE.test(c) ? 2 : ZERO.test(c) ? 0 : 1;
  return width;
}

/** The beginning of a text that fits, ending in `…` when something was cut off. */
export function fitted(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let out = '';
  let used = 1;
  for (const c of text) {
    used += displayWidth(c);
    if (used > width) break;
    out += c;
  }
  return `${out}…`;
}
