import type { Pipeline, Stage, Union } from '../../../ast/pipeline.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import type { Raising } from './context.js';
import type { Meaning, Names } from './lifted.js';

/** The documents of an index. */
export const SOURCE = '_source';

/** Where a stage stands: between those before it, as they are rewritten, and what is to come. */
export interface Place {
  readonly before: readonly Stage[];
  readonly rest: readonly Stage[];
  readonly raising: Raising;
}

/** Whether an object is still that of the document behind these stages, which then can be read of `_source`. */
export const isOfSource = (path: string, before: readonly Stage[], raising: Raising): boolean => pathsInSource(path, before, raising)?.every((p) => p === path) === true;

/** The paths in documents of what is an object behind these stages, one of each branch; none where it is not that of the document any more. */
export function pathsInSource(path: string, before: readonly Stage[], raising: Raising): readonly string[] | undefined {
  const [head] = before;
  const branches = head && branchesOf(head);
  if (branches) return inBranches(path, before.slice(1), branches, raising);
  if (!head || !isDocuments(head)) return undefined;
  const root = path.split('.')[0] as string;
  const isMade = before.some((s) => expands(s, path));
  if (isMade || !before.some((s) => s.kind === 'join')) return isMade ? undefined : [path];
  return pipelineSchema({ stages: [head], span: head.span }, raising.tables).fields.some((f) => f.name === root) ? [path] : undefined;
}

const expands = (s: Stage, path: string): boolean => (s.kind === 'mvExpand' || s.kind === 'mvApply') && s.columns.some((c) => path === c.name || path.startsWith(`${c.name}.`));

/** A branch of a union, with what its names stand for at its end. */
type Branch = readonly [Pipeline, Names];

const ENDS = new WeakMap<Union, readonly Names[]>();

/** Takes note of what names stand for at the ends of a union's branches. */
export const keepEnds = (union: Union, ends: readonly Names[]): void => void ENDS.set(union, ends);

const branchesOf = (head: Stage): readonly Branch[] | undefined =>
  head.kind === 'union' && !isDocuments(head) ? ENDS.get(head)?.map((names, i): Branch => [head.inputs[i] as Pipeline, names]) : undefined;

/** Each branch that has the column has it as JSON, or can have it so. */
function inBranches(column: string, behind: readonly Stage[], branches: readonly Branch[], raising: Raising): readonly string[] | undefined {
  if (column.includes('.') || behind.some((s) => s.kind === 'join' || expands(s, column))) return undefined;
  const paths = branches.map((b) => inBranch(column, b, raising));
  return paths.every((p) => p !== undefined) ? [...new Set(paths.flat() as string[])] : undefined;
}

function inBranch(column: string, [p, names]: Branch, raising: Raising): readonly string[] | undefined {
  const known = names.get(column);
  if (known) return known.kind === 'json' ? [column] : known.kind === 'field' && !known.lifted ? pathsInSource(known.path, p.stages, raising) : undefined;
  const { fields, open } = pipelineSchema(p, raising.tables);
  const isAbsent = !open && !fields.some((f) => f.name === column || f.name.startsWith(`${column}.`));
  return isAbsent ? [] : pathsInSource(column, p.stages, raising);
}

/** Whether a branch of the union that stands first has no fields for the members of the column, but its JSON or something else. */
export function lacksMembers(column: string, [head]: readonly Stage[]): boolean {
  return head !== undefined && branchesOf(head)?.some(([, names]) => isOther(names.get(column), column)) === true;
}

const isOther = (m: Meaning | undefined, column: string): boolean => m !== undefined && !(m.kind === 'field' && m.path === column);

/** A source whose rows are the documents of indices. */
export const isDocuments = (head: Stage): boolean =>
  (head.kind === 'scan' && head.sourceColumn === undefined) || (head.kind === 'union' && head.sourceColumn === undefined && head.inputs.every((p) => p.stages.length === 1 && isDocuments(p.stages[0] as Stage)));
