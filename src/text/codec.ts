import { base64Bytes, base64OfBytes } from './base64.js';
import { utf8Bytes } from './utf8.js';

/** Base64 and percent encoding of texts in UTF-8. */

const utf8 = new TextDecoder('utf-8');

export const base64Encode = (text: string): string => base64OfBytes(utf8Bytes(text));

/** The bytes as UTF-8, malformed ones as U+FFFD; `undefined` for a text that is not Base64 (padding may be missing, blanks may not occur). */
export function base64Decode(text: string): string | undefined {
  const bytes = base64Bytes(text);
  return bytes && utf8.decode(bytes);
}

/** Percent-encodes the UTF-8 bytes of all but letters, digits and the characters in `kept`. */
export function percentEncode(text: string, kept: string, space: '+' | '%20'): string {
  let out = '';
  for (const b of utf8Bytes(text)) {
    const c = String.fromCharCode(b);
    if (b === 0x20) out += space;
    else if (/[A-Za-z0-9]/.test(c) || (b < 0x80 && kept.includes(c))) out += c;
    else out += `%${b.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** Undoes percent encoding, with `+` as a blank when asked for; `undefined` for a malformed escape. */
export function percentDecode(text: string, plusIsSpace: boolean): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const spaced = plusIsSpace ? text.replaceAll('+', ' ') : text;
  return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => utf8.decode(Uint8Array.from(run.slice(1).split('%'), (h) => Number.parseInt(h, 16))));
}
