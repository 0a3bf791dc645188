import { EarlyExitException, EmbeddedActionsParser, EOF, type IOrAlt, type IParserConfig, type IToken, NoViableAltException, type TokenType } from 'chevrotain';
import { choosing, type Decision, entering, OneTokenLookahead } from './lookahead.js';

/**
 * All decisions of a grammar, by the keys under which Chevrotain keeps them. Tokens are places in the vocabulary, the end of the text is
 * -1: type indices depend on which grammar was loaded first.
 */
export type Decisions = Readonly<Record<number, Decision>>;

/** What Chevrotain has without declaring it. */
interface Internals {
  selfAnalysisDone: boolean;
  readonly recoveryEnabled: boolean;
  readonly lookaheadStrategy: unknown;
  readonly lookAheadFuncsCache: Map<number, unknown>;
  SAVE_ERROR(error: Error): Error;
  readonly fullRuleNameToShort: Readonly<Record<string, number>>;
  ruleInvocationStateUpdate(shortName: number, name: string, occurrence: number): void;
  ruleFinallyStateUpdate(): void;
  /** The place of the token that was read last. */
  currIdx: number;
}

/** A rule as Chevrotain keeps it. */
interface Rule {
  readonly ruleName: string;
  readonly originalGrammarAction: (...args: readonly unknown[]) => unknown;
  /** The name under which it stands on Chevrotain's stack of rules; found at its first use. */
  shortName?: number;
}

/** What is repeated, and where it is allowed. */
type Repeated = (() => unknown) | { readonly GATE?: () => boolean; readonly DEF: () => unknown };

/** What a rule made of some tokens. */
interface Read {
  readonly value: unknown;
  readonly length: number;
}

/**
 * A parser that may be given the decisions of its grammar. Without them Chevrotain runs every rule in order to see what the grammar is and
 * computes them, which takes half of the time of a cold start. With them it cannot recover from errors, nor say what was expected.
 */
export abstract class PreparedParser extends EmbeddedActionsParser {
  /** What was read ahead of its turn, by rule and first token. */
  private ahead = new Map<string, Map<IToken, Read>>();

  constructor(private readonly vocabulary: readonly TokenType[], config: IParserConfig, private readonly decisions: Decisions | undefined) {
    super([...vocabulary], config);
  }

  protected override performSelfAnalysis(): void {
    if (this.decisions) this.internals.selfAnalysisDone = true;
    else super.performSelfAnalysis();
  }

  /** The body of a rule without arguments, which may have been read ahead: then its tokens are passed over. */
  protected once<R>(rule: string, body: () => R): () => R {
    return () => {
      const read = this.ahead.size > 0 ? this.ahead.get(rule)?.get(this.LA(1)) : undefined;
      if (!read) return body();
      this.internals.currIdx += read.length;
      return read.value as R;
    };
  }

  /** The body of a rule that is a choice, whose alternatives use nothing of one reading: they are made once, for some are dozens. */
  protected choice<R>(alternatives: () => IOrAlt<R>[]): () => R {
    let made: IOrAlt<R>[] | undefined;
    return () => this.OR((made ??= alternatives()));
  }

  /** Reads some tokens by a rule whose body is to be found `once`; false, and nothing is remembered, if they are not just that. */
  protected readBy(rule: string, read: () => unknown, tokens: IToken[]): boolean {
    const [first] = tokens;
    if (!first) return false;
    this.input = tokens;
    const value = read();
    if (!this.isFaultless()) return false;
    const found = this.ahead.get(rule) ?? new Map<IToken, Read>();
    this.ahead.set(rule, found.set(first, { value, length: tokens.length }));
    return true;
  }

  protected isFaultless(): boolean {
    return this.errors.length === 0;
  }

  /** Takes over what another parser of the same grammar has read ahead. */
  knowing(other: PreparedParser | undefined): this {
    this.ahead = other?.ahead ?? new Map();
    return this;
  }

  private get internals(): Internals {
    return this as unknown as Internals;
  }

  protected getLaFuncFromCache(key: number): unknown {
    const cache = this.internals.lookAheadFuncsCache;
    const known = cache.get(key);
    if (known !== undefined || !this.decisions) return known;
    const decision = this.decisions[key] as Decision;
    const typeOf = (token: number): number => (this.vocabulary[token] ?? EOF).tokenTypeIdx as number;
    const made = 'ways' in decision ? choosing(decision, typeOf) : entering(decision, typeOf);
    cache.set(key, made);
    return made;
  }

  /** A rule inside another. Where nothing recovers and no tree is built for it, all that is to be kept is the stack of rules. */
  protected subruleInternal(rule: Rule, occurrence: number, options?: { readonly ARGS?: readonly unknown[] }): unknown {
    if (this.internals.recoveryEnabled) return analysed.subruleInternal.call(this, rule, occurrence, options);
    const { internals } = this;
    internals.ruleInvocationStateUpdate((rule.shortName ??= internals.fullRuleNameToShort[rule.ruleName] as number), rule.ruleName, occurrence);
    try {
      return options?.ARGS ? rule.originalGrammarAction.apply(this, options.ARGS as unknown[]) : rule.originalGrammarAction.call(this);
    } finally {
      internals.ruleFinallyStateUpdate();
    }
  }

  /** As long as it makes headway. */
  protected manyInternalLogic(occurrence: number, repeated: Repeated, key: number): void {
    if (this.internals.recoveryEnabled) return analysed.manyInternalLogic.call(this, occurrence, repeated, key);
    const begins = this.getLaFuncFromCache(key) as () => boolean;
    const [gate, body] = typeof repeated === 'function' ? [undefined, repeated] : [repeated.GATE, repeated.DEF];
    for (let before = -2; before < this.internals.currIdx && gate?.call(this) !== false && begins.call(this); ) {
      before = this.internals.currIdx;
      body.call(this);
    }
  }

  /** Whoever wants to know more than where it is parses again, with recovery. */
  protected raiseNoAltException(occurrence: number, message?: string): never {
    if (!this.decisions) return analysed.raiseNoAltException.call(this, occurrence, message);
    throw this.internals.SAVE_ERROR(new NoViableAltException('', this.LA(1), this.LA(0)));
  }

  protected raiseEarlyExitException(occurrence: number, production: unknown, message?: string): never {
    if (!this.decisions) return analysed.raiseEarlyExitException.call(this, occurrence, production, message);
    throw this.internals.SAVE_ERROR(new EarlyExitException('', this.LA(1), this.LA(0)));
  }

  /** The decisions of this parser, which was built without any. */
  decisionsMade(): Decisions {
    const { lookaheadStrategy, lookAheadFuncsCache } = this.internals;
    const places = new Map([EOF, ...this.vocabulary].map((type, i) => [type.tokenTypeIdx, i - 1]));
    const placed = (tokens: readonly number[]): number[] => tokens.flatMap((t) => places.get(t) ?? []);
    return Object.fromEntries([...lookAheadFuncsCache].map(([key, made]): [number, Decision] => {
      const decision = (lookaheadStrategy as OneTokenLookahead).decisions.get(made) as Decision;
      return [key, 'ways' in decision ? { gated: decision.gated, ways: decision.ways.map(([to, tokens]) => [to, placed(tokens)]) } : placed(decision)];
    }));
  }
}

const analysed = EmbeddedActionsParser.prototype as unknown as {
  subruleInternal(this: PreparedParser, rule: Rule, occurrence: number, options?: { readonly ARGS?: readonly unknown[] }): unknown;
  manyInternalLogic(this: PreparedParser, occurrence: number, repeated: Repeated, key: number): void;
  raiseNoAltException(this: PreparedParser, occurrence: number, message?: string): never;
  raiseEarlyExitException(this: PreparedParser, occurrence: number, production: unknown, message?: string): never;
};
