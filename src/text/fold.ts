/**
 * Lower-cases without changing the length and without context, so that offsets stay and equal ignoring case means equal
 * folded: `İ` stays (its lower case has two units) and both small sigmas become one.
 */
export function foldCase(text: string): string {
  if (!/[\u0130\u03a3\u03c2]/.test(text)) return text.toLowerCase();
  return text
    .split('\u0130')
    .map((part) => part.toLowerCase())
    .join('\u0130')
    .replace(/\u03c2/g, '\u03c3');
}
