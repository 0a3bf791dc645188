import { tokenLabel, type IParserErrorMessageProvider, type TokenType } from 'chevrotain';
import { Integer, LParen, Pipe, StringToken, Where } from '../../../grammars/esql/tokens.js';

/** Longer lists of what could stand somewhere help nobody. */
const MOST = 7;

/** What the grammar would have taken, in words; empty when that is too much to say. */
function list(types: readonly TokenType[]): string {
  const set = new Set(types);
  if (set.has(Integer) && set.has(StringToken)) return set.has(LParen) ? 'an expression' : 'a constant';
  if (set.has(Where) && set.size > MOST) return 'a command';
  const labels = [...new Set([...set].map(tokenLabel))];
  if (labels.length > MOST) return '';
  const last = labels.pop() ?? '';
  return labels.length === 0 ? last : `${labels.join(', ')} or ${last}`;
}

const firstOf = (paths: readonly (readonly TokenType[])[]): TokenType[] => paths.flatMap((path) => path.slice(0, 1));

/** Chevrotain's error messages, reduced to what was expected: the rest of the diagnostic is ours. */
export const EXPECTED: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => tokenLabel(expected),
  buildNotAllInputParsedMessage: () => tokenLabel(Pipe),
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) => list(expectedPathsPerAlt.flatMap(firstOf)),
  buildEarlyExitMessage: ({ expectedIterationPaths }) => list(firstOf(expectedIterationPaths)),
};
