import { unquote } from './parser-base.js';

/** `_mode:policy`, plain or quoted, in its parts. */
export function splitPolicy(image: string): { mode?: string; policy: string } {
  const text = image.startsWith('"') ? unquote(image) : image;
  const colon = text.indexOf(':');
  return colon < 0 ? { policy: text } : { mode: text.slice(0, colon), policy: text.slice(colon + 1) };
}
