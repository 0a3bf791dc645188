import type { Expr, Join, Stage, Union } from '../../../ast/pipeline.js';
import type { Field } from '../../../data/table.js';
import { carried, type Known } from '../../../semantics/carried.js';
import { joinLayout } from '../../../semantics/join-layout.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import type { Raising } from './context.js';
import { makesArray, mayBeEmpty } from './made-arrays.js';
import { lacks } from './origin.js';

/** What is known of the arrays in the columns behind some stages. */
export interface Arrays {
  /** Hold an array in every row: one that the query has made. */
  readonly made: Known;
  /** May hold one without elements, which is null in ES|QL and never in Kusto. */
  readonly empty: Known;
}

export const NO_ARRAYS: Arrays = { made: new Set(), empty: new Set() };

export const arraysBehind = (stages: readonly Stage[], raising: Raising): Arrays =>
  raising.census.types.has('dynamic') ? stages.reduce((known, _, i) => arraysAfter(stages, i, known, raising), NO_ARRAYS) : NO_ARRAYS;

/** The same behind one more stage, that at the place `at`. `known`: what is known before it. */
export function arraysAfter(stages: readonly Stage[], at: number, known: Arrays, raising: Raising): Arrays {
  const stage = stages[at] as Stage;
  switch (stage.kind) {
    case 'ref':
      return arraysBehind(raising.plan.lets.find((l) => l.name === stage.name)?.pipeline.stages ?? [], raising);
    case 'union':
      return ofUnion(stage, raising);
    case 'join':
      return ofJoin(stage, known, stages.slice(0, at), raising);
    default: {
      const grouped = stage.kind === 'aggregate' && stage.keys.length > 0;
      return { made: carried(stage, known.made, makesArray), empty: carried(stage, known.empty, (e, columns) => mayBeEmpty(e, columns, grouped)) };
    }
  }
}

/** Rows of an input that has no such column have nothing in it. */
function ofUnion({ inputs }: Union, raising: Raising): Arrays {
  const each = inputs.map((p) => ({ p, arrays: arraysBehind(p.stages, raising) }));
  const everywhere = (column: string): boolean => each.every(({ p, arrays }) => arrays.made.has(column) && !lacks(p, column, raising));
  return { made: new Set(each.flatMap(({ arrays }) => [...arrays.made]).filter(everywhere)), empty: new Set(each.flatMap(({ arrays }) => [...arrays.empty])) };
}

/** A side of which rows may have no match has nothing in its columns there. */
function ofJoin(j: Join, left: Arrays, before: readonly Stage[], raising: Raising): Arrays {
  const right = arraysBehind(j.right.stages, raising);
  if (left.made.size + left.empty.size + right.made.size + right.empty.size === 0) return NO_ARRAYS;
  const fieldsOf = (stages: readonly Stage[]): readonly Field[] => pipelineSchema({ stages, span: j.span }, raising.tables).fields;
  const sides = { left: fieldsOf(before), right: fieldsOf(j.right.stages) };
  const columns = joinLayout(j, sides.left, sides.right);
  const from = (known: Record<'left' | 'right', Known>): Known => new Set(columns.filter((c) => known[c.side].has((sides[c.side][c.index] as Field).name)).map((c) => c.field.name));
  const whole = { left: !/^(right|full)outer$/.test(j.join), right: !/^(left|full)outer$/.test(j.join) };
  return { made: from({ left: whole.left ? left.made : NO_ARRAYS.made, right: whole.right ? right.made : NO_ARRAYS.made }), empty: from({ left: left.empty, right: right.empty }) };
}

/** Whether an expression behind these stages is an array that the query makes and that may have no elements. */
export function isNullForNone(e: Expr, before: readonly Stage[], raising: Raising): boolean {
  const found = arraysBehind(before, raising);
  return makesArray(e, found.made) && mayBeEmpty(e, found.empty, false);
}

/** Whether an expression behind these stages is an array that the query makes. */
export const isMade = (e: Expr, before: readonly Stage[], raising: Raising): boolean => e.type === 'dynamic' && makesArray(e, arraysBehind(before, raising).made);
