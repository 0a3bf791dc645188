/**
 * Splits a command line as Windows' `CommandLineToArgvW` does: blanks separate outside quotes; a run of backslashes is literal unless
 * a quote follows, where two stand for one and an odd one makes the quote literal; two quotes inside quotes are one.
 */
export function commandLineWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === '\\') {
      const run = backslashes(text, i);
      const beforeQuote = text[i + run] === '"';
      word += '\\'.repeat(beforeQuote ? Math.floor(run / 2) : run);
      i += run - 1;
      if (beforeQuote && run % 2 === 1) {
        word += '"';
        i++;
      }
      inWord = true;
    } else if (c === '"') {
      if (quoted && text[i + 1] === '"') {
        word += '"';
        i++;
      } else quoted = !quoted;
      inWord = true;
    } else if (!quoted && (c === ' ' || c === '\t')) {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
    } else {
      word += c;
      inWord = true;
    }
  }
  if (inWord) words.push(word);
  return words;
}

function backslashes(text: string, at: number): number {
  let n = 0;
  while (text[at + n] === '\\') n++;
  return n;
}
