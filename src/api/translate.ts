import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { Need } from '../catalogue/esql-forms.js';
import type { DialectId } from '../catalogue/index.js';
import { DIALECTS } from '../dialects/registry.js';
import type { Note, RaiseOptions } from '../dialects/dialect.js';
import { languageOfTarget, reaches, TARGETS_HELP } from '../dialects/targets.js';
import type { Environment } from '../semantics/environment.js';
import { mapNames, type NameMap } from '../translate/map-names.js';
import { withNames } from '../translate/product-names.js';
import { type Answer, answer, type NoteProblem, noteProblem } from './answer.js';
import { type FieldMap, readFieldMap } from './field-map.js';
import { type Informed, informedPlan } from './informed.js';
import type { KnownColumns } from '../semantics/schema.js';
import type { SchemaInput } from './schema.js';

export interface TranslateOptions extends Omit<RaiseOptions, 'env' | 'source'> {
  readonly from: DialectId;
  readonly to: DialectId;
  /** The tables' columns. A table that is not named here may have any column. */
  readonly schema?: SchemaInput;
  /** Columns of published tables and fields, for tables that `schema` does not name. */
  readonly known?: KnownColumns;
  /** What columns and tables are called on the other side. Of several maps the later prevail. */
  readonly map?: FieldMap | readonly FieldMap[];
  readonly parameters?: Environment['parameters'];
  readonly functions?: Environment['functions'];
}

export interface Translated {
  readonly query: string;
  /** What is not exact; empty: everything is. */
  readonly notes: readonly NoteProblem[];
  /** Of ES|QL: what in it not every version of Elasticsearch has, with the version that brought it and the one that ended its preview. */
  readonly needs?: readonly Need[];
}

/**
 * A query in the other dialect, with the same rows for any data except as the notes say. A query of which some part cannot be said is
 * refused as a whole (`partial` leaves that part out instead).
 */
export function translate(query: string, options: TranslateOptions): Answer<Translated> {
  return answer(query, () => {
    checkTarget(options);
    const { plan, env, notes: before } = inItsNames(informedPlan(query, options), options);
    const target = DIALECTS[options.to];
    const raised = target.raise(plan, { ...options, source: query, env });
    const notes = [...before, ...raised.notes];
    const clashing = before.some((n) => n.grade === 'refused');
    if (raised.tree === undefined || clashing || (options.strict && notes.some(isLoss))) return refused(query, notes, options.strict);
    const needs = raised.needs?.filter((n) => n.ga !== undefined || !reaches(OLDEST, n.since)) ?? [];
    return { ok: true, query: target.print(raised.tree), notes: notes.map((n) => noteProblem(query, n)), ...(needs.length > 0 && { needs }) };
  });
}

/** Older versions of Elasticsearch are of no interest: what they have is not told. */
const OLDEST = '8.18';

function checkTarget({ target, to }: TranslateOptions): void {
  if (target === undefined || languageOfTarget(target) === to) return;
  fail('target-unknown', { target, language: DIALECTS[to].title, targets: TARGETS_HELP }, NO_SPAN);
}

/** The plan in the names of the target. */
function inItsNames(informed: Informed, { map, from, target }: TranslateOptions): ReturnType<typeof withNames> {
  const maps = map === undefined || Array.isArray(map) ? (map as readonly FieldMap[] | undefined) : [map as FieldMap];
  return withNames(informed, maps && namesFor(maps, informed, from), target);
}

/** Each map read in the direction in which it has names of the query. */
function namesFor(maps: readonly FieldMap[], { plan, env }: Informed, from: DialectId): NameMap {
  const chosen = maps.map((map) => {
    const ways = readFieldMap(map, from);
    return ways.find((names) => mapNames(plan, env, names).applies) ?? (ways[0] as NameMap);
  });
  return { columns: new Map(chosen.flatMap((c) => [...c.columns])), tables: new Map(chosen.flatMap((c) => [...c.tables])) };
}

const isLoss = (n: Note): boolean => n.grade !== 'rewritten';

/** In strict mode every loss is a reason; else only what was refused is. */
function refused(query: string, notes: readonly Note[], strict = false): Answer<Translated> {
  const isReason = (n: Note): boolean => n.grade === 'refused' || (strict && isLoss(n));
  return {
    ok: false,
    errors: notes.filter(isReason).map((n) => noteProblem(query, n)),
    notes: notes.filter((n) => !isReason(n)).map((n) => noteProblem(query, n)),
  };
}
