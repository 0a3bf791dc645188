import type { Call, NamePattern, ProcessingCommand, Query } from '../../../../grammars/esql/syntax.js';
import { mapInside } from '../../../ast/walk.js';
import type { JoinEnds } from './joins-identity.js';
import { type ReadableLists, readable } from './pattern-lists.js';
import { simplified } from './simplify.js';

/**
 * The same query, of this and of every nested one, without the commands and calls that change nothing, its lists of patterns as the target
 * can read them.
 */
export function tidied(query: Query, ends: JoinEnds, lists: ReadableLists): Query {
  const within = (node: object): object => {
    if (isQuery(node)) return ofQuery(node);
    const inner = mapInside(node, within);
    return isCall(inner) ? simplified(inner) : readable(inner, lists);
  };
  const ofQuery = (q: Query): Query => mapInside(withoutNeedless(q, ends), within);
  return ofQuery(query);
}

function withoutNeedless(query: Query, ends: JoinEnds): Query {
  const { commands } = query;
  const needed = commands.filter((c, i) => !isTrue(c) && !(listsNames(c) && isRepeated(c, commands.slice(i + 1), ends)));
  return needed.length === commands.length ? query : { ...query, commands: needed };
}

const isQuery = (node: object): node is Query => 'kind' in node && node.kind === 'query' && 'commands' in node;
const isCall = (node: object): node is Call => 'kind' in node && node.kind === 'call' && 'arguments' in node;
const isTrue = (c: ProcessingCommand): boolean => c.kind === 'where' && c.condition.kind === 'boolean' && c.condition.value;

type Keep = Extract<ProcessingCommand, { kind: 'keep' }>;

/** KEEP of plain names, each of which there is. */
const listsNames = (c: ProcessingCommand | undefined): c is Keep => c?.kind === 'keep' && c.patterns.every((p) => p.kind === 'name-pattern' && p.pieces.every((x) => x.kind === 'text'));

/** Commands between two KEEPs that read single columns and leave each row one row. */
const ROW_WISE: ReadonlySet<string> = new Set(['where', 'eval', 'sort', 'limit']);

/**
 * A KEEP is needless where the next one says what is left. One that the author wrote stays before other commands, unless it is but the
 * input of a join: a reader looks for it.
 */
function isRepeated(c: Keep, behind: readonly ProcessingCommand[], ends: JoinEnds): boolean {
  const at = behind.findIndex((b) => !ROW_WISE.has(b.kind));
  const next = behind[at];
  if (at === 0) return listsNames(next);
  const made = ends.columnsOf(c) !== undefined || holdsRow(c);
  if (next?.kind === 'stats') return made;
  return listsNames(next) && (made || holdsRow(next));
}

const ROWS: ReadonlySet<string> = new Set(['_left', '_right']);
const holdsRow = (c: Keep): boolean => c.patterns.some((p) => ROWS.has(nameOf(p as NamePattern)));
const nameOf = (p: NamePattern): string => (p.pieces[0]?.kind === 'text' ? p.pieces[0].text : '');
