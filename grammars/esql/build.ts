import { logical, type ArithmeticOperator, type Expression } from './syntax.js';

/**
 * Operands and the operators between them, in the order of the text. `starts` and `ends` take in the parentheses around an
 * operand, which its own span leaves out.
 */
export interface Chain {
  readonly operands: Expression[];
  readonly operators: string[];
  readonly starts: number[];
  readonly ends: number[];
}

/** AND binds tighter than OR; both are flat. */
export function logicalOf(chain: Chain): Expression {
  const [first] = chain.operands;
  if (first !== undefined && chain.operators.length === 0) return first;
  const disjuncts: Expression[] = [];
  let from = 0;
  for (let i = 0; i <= chain.operators.length; i++) {
    if (i < chain.operators.length && chain.operators[i] === 'and') continue;
    disjuncts.push(joined('and', chain, from, i));
    from = i + 1;
  }
  return logical('or', disjuncts, { start: at(chain.starts, 0), end: at(chain.ends, chain.ends.length - 1) });
}

function joined(operator: 'and' | 'or', chain: Chain, from: number, to: number): Expression {
  return logical(operator, chain.operands.slice(from, to + 1), { start: at(chain.starts, from), end: at(chain.ends, to) });
}

const at = (offsets: readonly number[], index: number): number => offsets[index] ?? 0;

const isProduct = (operator: string): boolean => operator === '*' || operator === '/' || operator === '%';

/** `* / %` bind tighter than `+ -`; all associate to the left. */
export function arithmeticOf(chain: Chain): Expression {
  const { operands, operators, starts, ends } = chain;
  let sum: Expression | undefined;
  let product = operands[0] as Expression;
  let pending = '';
  let productStart = 0;
  for (let i = 0; i < operators.length; i++) {
    const operator = operators[i] as string;
    const right = operands[i + 1] as Expression;
    if (isProduct(operator)) {
      product = arithmetic(operator, product, right, at(starts, productStart), at(ends, i + 1));
      continue;
    }
    sum = sum === undefined ? product : arithmetic(pending, sum, product, at(starts, 0), at(ends, i));
    pending = operator;
    product = right;
    productStart = i + 1;
  }
  return sum === undefined ? product : arithmetic(pending, sum, product, at(starts, 0), at(ends, ends.length - 1));
}

function arithmetic(operator: string, left: Expression, right: Expression, start: number, end: number): Expression {
  return { kind: 'arithmetic', operator: operator as ArithmeticOperator, left, right, span: { start, end } };
}

/** A number with the sign in front of it. */
export function withSign(value: Expression, negative: boolean, start: number): Expression {
  const span = { start, end: value.span.end };
  const sign = negative ? '-' : '';
  if (value.kind === 'integer' || value.kind === 'decimal') return { ...value, text: sign + value.text, span };
  if (value.kind === 'quantity') return { ...value, amount: sign + value.amount, span };
  return value;
}
