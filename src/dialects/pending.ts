import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';
import type { Dialect } from './dialect.js';

/** The parts of a dialect that are not wired yet, refusing by name. */
export function pending(id: DialectId, title: string): Pick<Dialect, 'id' | 'title' | 'parse' | 'print' | 'lower' | 'raise'> {
  const not = (what: string) => (): never => fail('not-yet', { what: `${what} ${title}` }, NO_SPAN);
  return { id, title, parse: not('parsing'), print: not('printing'), lower: not('running'), raise: not('translating to') };
}
