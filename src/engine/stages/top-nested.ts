import type { TopNested, TopNestedLevel } from '../../ast/pipeline.js';
import { castCell } from '../../data/cast.js';
import { type Column, columnOf, take } from '../../data/column.js';
import type { Ty, Value } from '../../data/types.js';
import { aggregateScope } from '../aggregates.js';
import { evaluate, evaluateConstant, evaluateCount } from '../eval.js';
import { type Frame, frame, indexRange, selectRows } from '../frame.js';
import { firstRows, groupBy, rowsOfGroups } from '../../data/group.js';
import { rankKey, rowComparer } from '../rank.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';

/** One value of a level with its aggregate, and the rows below it; `others` are the rows of all values that are not on top. */
interface Entry {
  readonly cells: readonly [of: Value, by: Value];
  readonly rows: Frame;
  readonly others: boolean;
}

interface Level {
  readonly stage: TopNestedLevel;
  readonly count: number;
  readonly others: { readonly value: Value; readonly type: Ty } | undefined;
  types: readonly [Ty, Ty];
}

function topNested(s: TopNested, input: Frame, session: Session): Frame {
  const levels = s.levels.map((stage): Level => ({
    stage,
    count: stage.count ? evaluateCount(stage.count, session) : Number.POSITIVE_INFINITY,
    others: stage.others ? evaluateConstant(stage.others, session) : undefined,
    types: ['null', 'null'],
  }));
  const rows: Value[][] = [];
  descend(levels, 0, input, false, [], rows, session);
  const fields = levels.flatMap((l) => [{ name: l.stage.of.name, type: l.types[0] }, { name: l.stage.by.name, type: l.types[1] }]);
  return frame(fields, fields.map((f, i) => columnOf(f.type, rows.map((r) => r[i] ?? null))), rows.length);
}

function descend(levels: readonly Level[], at: number, input: Frame, others: boolean, prefix: readonly Value[], out: Value[][], session: Session): void {
  const level = levels[at];
  if (!level) {
    out.push([...prefix]);
    return;
  }
  for (const e of entries(level, input, others, session)) descend(levels, at + 1, e.rows, e.others, [...prefix, ...e.cells], out, session);
}

/** The top values of one level within a parent. Below an `others` row only further `others` are named. */
function entries(level: Level, input: Frame, belowOthers: boolean, session: Session): Entry[] {
  const key = evaluate(level.stage.of.expr, frameScope(input), session);
  const groups = groupBy([key], input.length);
  const heads = firstRows(groups);
  const values = take(key, heads);
  const by = evaluate(level.stage.by.expr, aggregateScope(frameScope(input), groups, new Map(), session), session);
  level.types = [key.type, by.type];
  const order = indexRange(0, groups.count).sort(rowComparer([rankKey(by, { desc: level.stage.desc, nullsFirst: false })]));
  const top = belowOthers ? order.subarray(0, 0) : order.subarray(0, Math.min(level.count, order.length));
  const buckets = rowsOfGroups(groups);
  const found = Array.from(top, (g): Entry => ({ cells: [values.get(g), by.get(g)], rows: selectRows(input, buckets[g] as Int32Array), others: false }));
  if (top.length === groups.count) return found;
  const onTop = new Set(top);
  const left = indexRange(0, input.length).filter((row) => !onTop.has(groups.ids[row] as number));
  const rest = othersEntry(level, selectRows(input, left), belowOthers, session);
  return rest ? [...found, rest] : found;
}

function othersEntry(level: Level, rows: Frame, belowOthers: boolean, session: Session): Entry | undefined {
  if (!level.others) return belowOthers ? { cells: [null, null], rows, others: true } : undefined;
  const all = { ids: new Int32Array(rows.length), count: 1 };
  const by: Column = evaluate(level.stage.by.expr, aggregateScope(frameScope(rows), all, new Map(), session), session);
  return { cells: [castCell(level.others.type, level.types[0], level.others.value), by.get(0)], rows, others: true };
}

export const TOP_NESTED_STAGES: StageRunners<'topNested'> = { topNested };
