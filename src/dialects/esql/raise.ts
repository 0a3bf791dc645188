import type { Query } from '../../../grammars/esql/syntax.js';
import type { Plan } from '../../ast/pipeline.js';
import { columnsReadBy } from '../../semantics/columns-read.js';
import { pipelineSchema } from '../../semantics/outputs.js';
import { orOfConstants } from '../constant-columns.js';
import type { Raised, RaiseOptions } from '../dialect.js';
import { withConstantKeys } from './raise/computed-keys.js';
import { withConstantObjects } from './raise/constant-objects.js';
import { Raising } from './raise/context.js';
import { inlined } from './raise/inlined.js';
import { withinLimits } from './raise/limits.js';
import { constant } from './raise/literals.js';
import { lengthsOfNone } from './raise/lengths.js';
import { withComparedMembers } from './raise/mixed-members.js';
import { called } from './raise/parameters.js';
import { flattenPaths } from './raise/paths.js';
import { withoutImpliedPresence } from './raise/presence.js';
import { raiseWhole } from './raise/queries.js';
import { withSpelledSeries } from './raise/series.js';
import { foldTimespans, shownInResult } from './raise/timespans.js';
import { withTypedNames } from './raise/typed-names.js';
import { tidied } from './raise/tidy.js';
import { withWholeObjects } from './raise/whole-objects.js';
import { withUnpackedBags } from './raise/unpacked-bags.js';
import { checkVersions } from './raise/versions.js';
import { readableLists } from './raise/pattern-lists.js';
import { needsOf } from './releases.js';

/**
 * Pipeline AST to ES|QL. Notes say what is not exact; where one is a refusal there is no tree. Guards are written only where a missing
 * value would make the two differ (docs/semantics.md).
 */
export function raise(given: Plan, options: RaiseOptions): Raised<Query> {
  return orOfConstants(withConstantObjects(given), constant, (plan) => raiseOnce(plan, options));
}

function raiseOnce(asked: Plan, wanted: RaiseOptions): Raised<Query> {
  const { plan: given, options, note } = called(asked, wanted);
  const raising = new Raising(options, given, asked);
  note(raising);
  const flat = withComparedMembers(flattenPaths(withConstantKeys(withUnpackedBags(foldTimespans(withTypedNames(withSpelledSeries(inlined(given, raising), raising), raising), raising), raising), raising), raising));
  raising.objects = objectsIn(flat, raising);
  raising.plan = withWholeObjects(withoutImpliedPresence(flat, raising), raising);
  for (const l of raising.plan.lets) raising.refs.set(l.name, pipelineSchema(l.pipeline, raising.tables));
  const plan = lengthsOfNone(raising.plan, raising);
  raising.plan = plan;
  const { query, schema } = raiseWhole(plan.body, raising);
  const tree = withinLimits(tidied(shownInResult(query, schema, plan, raising), raising.joinEnds, readableLists(raising)), raising);
  const needs = needsOf(tree);
  checkVersions(needs, raising);
  return raising.refused ? { notes: raising.notes } : { tree, notes: raising.notes, needs };
}

/** What stands before a dot in a name that came of a path. */
function objectsIn(plan: Plan, raising: Raising): Set<string> {
  const made = [...columnsReadBy(plan)].filter((c) => c.includes('.') && !raising.reads(c));
  return new Set([...raising.lifted, ...raising.wholes, ...made.flatMap((c) => c.split('.').slice(0, -1).map((_, i, parts) => parts.slice(0, i + 1).join('.')))]);
}
