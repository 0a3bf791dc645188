/**
 * The tokens that Elasticsearch's standard analyzer makes of a text: words by the word-break rules of Unicode Annex 29,
 * lower-cased, cut at 255 characters. Used by MATCH, `:` and full-text queries on text fields.
 * ASCII texts follow the rules exactly; for others the platform's word segmenter stands in, which uses dictionaries for
 * Thai, Chinese and Japanese, where Lucene gives single characters for the Chinese script.
 */
export function standardTokens(text: string): string[] {
  // eslint-disable-next-line no-control-regex
  const words = /^[\0-\x7f]*$/.test(text) ? asciiWords(text) : unicodeWords(text);
  return words.flatMap((word) => cut(word.toLowerCase()));
}

const MAX_TOKEN = 255;

function cut(word: string): string[] {
  if (word.length <= MAX_TOKEN) return [word];
  const parts: string[] = [];
  for (let at = 0; at < word.length; at += MAX_TOKEN) parts.push(word.slice(at, at + MAX_TOKEN));
  return parts;
}

/** Dots and apostrophes join letters or digits, colons join letters, commas and semicolons join digits, underscores join all. */
const ASCII_WORD = /[A-Za-z0-9_]+(?:(?:(?<=[A-Za-z])[.':](?=[A-Za-z])|(?<=[0-9])[.',;](?=[0-9]))[A-Za-z0-9_]+)*/g;

function asciiWords(text: string): string[] {
  return (text.match(ASCII_WORD) ?? []).filter((word) => /[A-Za-z0-9]/.test(word));
}

const IDEOGRAPH = /\p{Script=Han}|\p{Script=Hiragana}/u;

let segmenter: Intl.Segmenter | undefined;

function unicodeWords(text: string): string[] {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' });
  const words: string[] = [];
  for (const piece of segmenter.segment(text)) {
    if (!piece.isWordLike) continue;
    if (IDEOGRAPH.test(piece.segment)) words.push(...piece.segment);
    else words.push(piece.segment);
  }
  return words;
}
