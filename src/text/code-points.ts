/** Offset after the code point that starts at `at`. */
export function codePointEnd(text: string, at: number): number {
  return isPairAt(text, at) ? at + 2 : at + 1;
}

/** Offset of the code point that ends at `end`. */
export function codePointStart(text: string, end: number): number {
  return end >= 2 && isPairAt(text, end - 2) ? end - 2 : end - 1;
}

function isPairAt(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}
