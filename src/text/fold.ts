/**
 * Lower-cases without changing the length and without context, so that offsets stay and equal ignoring case means equal
 * folded: İ stays (its lower case has two units), the sign of Kelvin stays (no letter of ASCII equals another one), and both small sigmas
 * become one.
 */
export function foldCase(text: string): string {
  if (!/[\u0130\u03a3\u03c2\u212a]/.test(text)) return text.toLowerCase();
  return text.replace(/[^\u0130\u212a]+/g, (part) => part.toLowerCase()).replace(/\u03c2/g, '\u03c3');
}
