/** Escapes a text so that RE2, Rust, Java and ECMAScript regular expressions take it literally. */
export const quoteRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
