import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { escapeLike } from '../../../../text/like.js';
import { like, not } from '../build.js';
import { refuse } from '../context.js';
import { lowered } from './compare.js';
import type { Handler, Handlers, Spell } from './handler.js';

type Shape = (needle: string) => string;
const SHAPES: Readonly<Record<string, Shape>> = {
  contains: (n) => `*${escapeLike(n)}*`,
  startswith: (n) => `${escapeLike(n)}*`,
  endswith: (n) => `*${escapeLike(n)}`,
};

function constantNeedle(e: Call): string {
  const needle = e.args[1];
  return needle?.kind === 'lit' && typeof needle.value === 'string' ? needle.value : refuse('a search for text that is not constant', 'ES|QL patterns are constants', e.span);
}

const wildcard = (shape: Shape, cs: boolean): Handler => (e, s) => {
  const needle = constantNeedle(e);
  return like(subject(e, s, cs), [shape(cs ? needle : needle.toLowerCase())]);
};

const subject = (e: Call, s: Spell, cs: boolean): Expression => (cs ? s.value(e.args[0] as Expr) : lowered(e.args[0] as Expr, s));

const negated = (h: Handler): Handler => (e, s) => not(h(e, s));
const capital = (word: string): string => word[0]?.toUpperCase() + word.slice(1);

function family(word: string, shape: Shape): [string, Handler][] {
  return [false, true].flatMap((cs) => {
    const positive = wildcard(shape, cs);
    const tail = cs ? 'Cs' : '';
    return [[`string.${word}${tail}`, positive], [`string.not${capital(word)}${tail}`, negated(positive)]] as [string, Handler][];
  });
}

export const TEXT_HANDLERS: Handlers = Object.fromEntries(Object.entries(SHAPES).flatMap(([word, shape]) => family(word, shape)));
