import type { Expr } from '../../src/ast/pipeline.js';
import { children, conjuncts } from '../../src/ast/walk.js';
import type { Typed } from '../../src/catalogue/constant.js';
import { add, sub } from '../../src/data/int64.js';
import { TICKS_PER_MINUTE } from '../../src/data/time.js';
import { isInteger, MultiValue, type Ty, type Value } from '../../src/data/types.js';
import type { Asked } from './origins.js';
import type { Scenario } from './scenario.js';
import { pathOf } from './solve.js';
import { holds, valueOf } from './value.js';
import { NOW } from './world.js';

/**
 * Local search: of the conditions that a scenario fails, the columns that they read are given one value after the other, and what makes
 * more of the conditions true stays. It knows no operation: each is evaluated.
 */
export function climb(asked: Asked, s: Scenario): void {
  const goals = goalsOf(asked);
  let budget = BUDGET;
  for (const goal of goals) {
    if (goal.met(s) !== false) continue;
    for (const target of goal.targets.slice(0, 8)) {
      const beside = goals.filter((g) => g.targets.some((t) => t.root === target.root));
      const failing = (): number => beside.filter((g) => g.met(s) === false).length;
      const before = failing();
      if (before === 0) break;
      for (const v of candidates(goal, target, s)) {
        budget -= beside.length;
        if (s.attempt(target.root, () => s.setPath(target.root, target.steps, v), () => (failing() < before ? true : undefined))) break;
        if (budget < 0) return;
      }
      if (goal.met(s) !== false) break;
    }
  }
}

/** How many conditions a scenario fails, as far as it tells. */
export const unmet = (asked: Asked, s: Scenario): number => goalsOf(asked).filter((g) => g.met(s) === false).length;

const BUDGET = 3000;

interface Target {
  readonly root: string;
  readonly steps: (string | number)[];
}
interface Goal {
  readonly targets: readonly Target[];
  readonly constants: readonly Typed[];
  met(s: Scenario): boolean | undefined;
}

const known = new WeakMap<Asked, readonly Goal[]>();

function goalsOf(asked: Asked): readonly Goal[] {
  let goals = known.get(asked);
  if (!goals) known.set(asked, (goals = [...asked.conditions.flatMap((c) => [...conjuncts(c)]).map(ofCondition), ...asked.equal.map(ofKeys)]));
  return goals;
}

const ofCondition = (c: Expr): Goal => ({ targets: targetsIn(c), constants: constantsIn(c), met: (s) => holds(c, s) });

const ofKeys = ([a, b]: readonly [Expr, Expr]): Goal => ({
  targets: [...targetsIn(a), ...targetsIn(b)], constants: [],
  met: (s) => {
    const [x, y] = [valueOf(a, s), valueOf(b, s)];
    return x === undefined || y === undefined ? undefined : String(x.value) === String(y.value);
  },
});

function targetsIn(e: Expr): Target[] {
  const path = pathOf(e);
  const own = path?.root.includes('|') ? [path] : children(e).flatMap(targetsIn);
  const seen = new Set<string>();
  return own.filter((t) => !seen.has(keyOf(t)) && seen.add(keyOf(t)));
}

const keyOf = (t: Target): string => JSON.stringify([t.root, t.steps]);

function constantsIn(e: Expr): Typed[] {
  if (e.kind !== 'lit') return children(e).flatMap(constantsIn);
  if (e.value instanceof MultiValue) return e.value.values.map((value) => ({ type: e.type, value }));
  return Array.isArray(e.value) ? e.value.map((x): Typed => ({ type: typeof x === 'string' ? 'string' : 'real', value: x as Value })) : [e];
}

/* ---------------------------------------------------------------- what is tried */

function candidates(goal: Goal, t: Target, s: Scenario): Typed[] {
  const type = t.steps.length > 0 ? 'dynamic' : s.typeOf(t.root);
  const now = s.at(t.root, t.steps);
  const others = goal.targets.filter((o) => o !== t).flatMap((o) => s.at(o.root, o.steps) ?? []);
  const tried = s.pool.values.get(`${t.root} ${JSON.stringify(t.steps)}`)?.tried ?? [];
  return [...goal.constants, ...others, ...tried, ...ofType(type, now, [...goal.constants, ...tried])].filter((v) => v.value !== null);
}

const TEXTS = [
  '203.0.113.9', '10.0.0.5', '8.8.8.8', '2001:db8::1', 'a.b.c.d.e.example.com', 'https://sub.example.com/a/b.exe?x=1', 'user@example.com', 'C:\\Users\\x\\a.exe', 'x'.repeat(2500),
  Buffer.from('cmd.exe /c calc.exe and more').toString('base64'), '1h', '1.00:00:00', ['a', 'b', 'c', 'd', 'e', 'f'].join(','), Array.from({ length: 130 }, (_, i) => `e${i}`).join(','), 'true', 'false', '5', '2026-01-20', 'n77777',
];

function ofType(type: Ty, now: Typed | undefined, constants: readonly Typed[]): Typed[] {
  if (type === 'bool') return [true, false].map((value) => ({ type, value }));
  if (type === 'datetime') return moments(constants);
  if (isInteger(type) || type === 'real') return [0, 1, 2, 5, 25, 120, 1500, 50_000, 5_000_000, -1, ...constants.flatMap((c) => (typeof c.value === 'number' ? [c.value + 1, c.value - 1, c.value * 2] : []))].map((value) => ({ type, value }));
  const text = (value: string): Typed => ({ type: 'string', value });
  const old = typeof now?.value === 'string' ? now.value : '';
  const added = constants.flatMap((c) => (typeof c.value === 'string' && c.value !== '' ? [`${old} ${c.value}`, `${c.value} ${old}`, `${old}${c.value}`, `${c.value}${old}`] : []));
  return [...TEXTS.slice(0, 3).map(text), ...added.map(text), ...TEXTS.slice(3).map(text), ...TEXTS.map((t) => text(`${old} ${t}`)), text('')];
}

const MINUTES = [1, 30, 60 * 24, 60 * 24 * 2, 60 * 24 * 3, 60 * 24 * 6, 60 * 24 * 8, 60 * 24 * 20, 60 * 24 * 45, -60, -60 * 24 * 10];

function moments(constants: readonly Typed[]): Typed[] {
  const at = (value: number | bigint): Typed => ({ type: 'datetime', value });
  const hours = Array.from({ length: 24 * 8 }, (_, h) => at(sub(NOW, h * 60 * TICKS_PER_MINUTE)));
  const near = constants.filter((c) => c.type === 'datetime').flatMap((c) => [-60, -1, 1, 60].map((m) => at(add(c.value as number, m * TICKS_PER_MINUTE))));
  return [...MINUTES.map((m) => at(sub(NOW, m * TICKS_PER_MINUTE))), ...near, ...hours];
}
