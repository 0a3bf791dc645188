import {
  Alternation, type Alternative, NonTerminal, Option, Repetition, RepetitionMandatory, RepetitionMandatoryWithSeparator, RepetitionWithSeparator, Terminal,
  type BaseParser, type ILookaheadStrategy, type IOrAlt, type IProduction, type LookaheadProductionType, type Rule, type TokenType,
} from 'chevrotain';

/** First tokens of a piece of grammar, as type indices; `empty`: it may also be nothing. */
interface First {
  readonly tokens: ReadonlySet<number>;
  readonly empty: boolean;
}

/** The tokens that lead into a piece that may be left out. */
export type Entry = readonly number[];
/** The alternatives that tokens lead into, in order; `gated`: a predicate may rule some out. */
export interface Choice {
  readonly gated: boolean;
  readonly ways: readonly (readonly [alternatives: readonly number[], tokens: readonly number[]])[];
}
export type Decision = Entry | Choice;

type Choose = (this: BaseParser, alternatives?: IOrAlt<unknown>[]) => number | undefined;

const PRODUCTIONS = { Alternation, Option, Repetition, RepetitionMandatory, RepetitionMandatoryWithSeparator, RepetitionWithSeparator };
/** Any production with others inside. */
type Holder = Option | Alternation;

/**
 * Decides by one token and the gates. Chevrotain's own strategy serves any number of tokens and therefore enumerates paths, anew for
 * each decision; here the first sets of rules are computed once, which makes a parser ready several times sooner, and a gated choice
 * looks only at the alternatives that its token can begin.
 */
export class OneTokenLookahead implements ILookaheadStrategy {
  private readonly rules = new Map<Rule, First>();
  /** What each function that was handed out decides by. */
  readonly decisions = new Map<unknown, Decision>();

  /** Grammars are validated with Chevrotain's own strategy, in a test. */
  validate(): [] {
    return [];
  }

  buildLookaheadForAlternation({ rule, prodOccurrence, hasPredicates }: { rule: Rule; prodOccurrence: number; hasPredicates: boolean }): Choose {
    const choice = find(rule.definition, Alternation, prodOccurrence) as Alternation;
    const candidates = new Map<number, number[]>();
    (choice.definition as Alternative[]).forEach((alternative, i) => {
      for (const token of this.first(alternative.definition).tokens) candidates.set(token, [...(candidates.get(token) ?? []), i]);
    });
    return this.noted({ gated: hasPredicates, ways: waysOf(candidates) }, choosing);
  }

  buildLookaheadForOptional({ rule, prodOccurrence, prodType }: { rule: Rule; prodOccurrence: number; prodType: LookaheadProductionType }): (this: BaseParser) => boolean {
    const production = find(rule.definition, PRODUCTIONS[prodType], prodOccurrence) as Option;
    return this.noted([...this.first(production.definition).tokens], entering);
  }

  private noted<D extends Decision, F>(decision: D, functionOf: (decision: D) => F): F {
    const made = functionOf(decision);
    this.decisions.set(made, decision);
    return made;
  }

  /** Of productions in a row. */
  private first(productions: readonly IProduction[]): First {
    const tokens = new Set<number>();
    for (const production of productions) {
      const one = this.firstOf(production);
      for (const token of one.tokens) tokens.add(token);
      if (!one.empty) return { tokens, empty: false };
    }
    return { tokens, empty: true };
  }

  private firstOf(production: IProduction): First {
    if (production instanceof Terminal) return { tokens: typesOf(production.terminalType), empty: false };
    if (production instanceof NonTerminal) return this.firstOfRule(production.referencedRule);
    if (production instanceof Alternation) {
      const all = (production.definition as Alternative[]).map((alternative) => this.first(alternative.definition));
      return { tokens: new Set(all.flatMap((f) => [...f.tokens])), empty: all.some((f) => f.empty) };
    }
    const inside = this.first((production as Option).definition);
    const optional = production instanceof Option || production instanceof Repetition || production instanceof RepetitionWithSeparator;
    return optional ? { tokens: inside.tokens, empty: true } : inside;
  }

  private firstOfRule(rule: Rule): First {
    const known = this.rules.get(rule);
    if (known) return known;
    const computed = this.first(rule.definition);
    this.rules.set(rule, computed);
    return computed;
  }
}

/** Tokens that lead into the same alternatives, together. */
function waysOf(candidates: ReadonlyMap<number, readonly number[]>): Choice['ways'] {
  const ways = new Map<string, readonly [readonly number[], number[]]>();
  for (const [token, alternatives] of candidates) {
    const key = alternatives.join();
    if (!ways.has(key)) ways.set(key, [alternatives, []]);
    ways.get(key)?.[1].push(token);
  }
  return [...ways.values()];
}

/** `typeOf` gives the type index of a token as the decision has it. */
export function choosing({ gated, ways }: Choice, typeOf = (token: number): number => token): Choose {
  const candidates: (readonly number[])[] = [];
  for (const [alternatives, tokens] of ways) for (const token of tokens) candidates[typeOf(token)] = alternatives;
  const only = candidates.map((list) => list[0]);
  if (!gated) return function choose() { return only[this.LA(1).tokenTypeIdx]; };
  return function choose(alternatives) {
    return candidates[this.LA(1).tokenTypeIdx]?.find((i) => alternatives?.[i]?.GATE?.call(this) !== false);
  };
}

export function entering(tokens: Entry, typeOf = (token: number): number => token): (this: BaseParser) => boolean {
  const begins: boolean[] = [];
  for (const token of tokens) begins[typeOf(token)] = true;
  return function enters() { return begins[this.LA(1).tokenTypeIdx] === true; };
}

const typesOf = ({ tokenTypeIdx, categoryMatches }: TokenType): ReadonlySet<number> => new Set([tokenTypeIdx!, ...(categoryMatches ?? [])]);

/** The production of a kind with this number in its rule. */
function find(productions: readonly IProduction[], kind: abstract new (...args: never[]) => Holder, occurrence: number): Holder | undefined {
  for (const production of productions) {
    if (production instanceof kind && production.idx === occurrence) return production;
    const inside = production instanceof NonTerminal ? undefined : (production as Partial<Holder>).definition;
    const found = inside && find(inside, kind, occurrence);
    if (found) return found;
  }
  return undefined;
}
