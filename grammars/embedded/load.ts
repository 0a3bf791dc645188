import type * as Ohm from 'ohm-js';
import type { ActionDict, FailedMatchResult, Grammar, Node } from 'ohm-js';
import dissect from './dissect.ohm';
import grok from './grok.ohm';
import jsonPath from './json-path.ohm';
import kuery from './kuery.ohm';
import like from './like.ohm';
import lucene from './lucene.ohm';
import luceneRegex from './lucene-regex.ohm';
import timespan from './timespan.ohm';

/** A node of a syntax tree, as semantic actions get it. */
export type SyntaxNode = Node;

/** The grammar sources by language; each holds runnable examples (`//+` accepted, `//-` rejected) before its rules. */
export const GRAMMAR_SOURCES = { dissect, grok, 'json-path': jsonPath, kuery, like, lucene, 'lucene-regex': luceneRegex, timespan } as const;

export type EmbeddedLanguage = keyof typeof GRAMMAR_SOURCES;

/** What a reader answers: the value of the semantic actions, or where reading stopped and what could have followed. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly at: number; readonly expected: string }
  | { readonly ok: false; readonly at: number; readonly tooDeep: true };

/** Loaded with the first grammar, since many queries need none. Ohm exports `makeRecipe` without declaring it. */
const ohm = () => require('ohm-js') as typeof Ohm & { makeRecipe: (recipe: unknown) => Grammar };

const built = new Map<EmbeddedLanguage, Grammar>();

/**
 * The grammar of a language, built on first use. The bundle holds recipes (`scripts/ohm-recipes.mjs`), which are built in a
 * fraction of the time that a text takes; tests and tools read the texts.
 */
export function embeddedGrammar(language: EmbeddedLanguage): Grammar {
  let found = built.get(language);
  if (!found) {
    const source = GRAMMAR_SOURCES[language] as string | { readonly recipe: string };
    found = typeof source === 'string' ? ohm().grammar(source) : ohm().makeRecipe(JSON.parse(source.recipe));
    built.set(language, found);
  }
  return found;
}

/**
 * A reader of one language: parses a text and evaluates it with the given actions. Never throws for bad text; nesting
 * that exhausts the stack is answered as `tooDeep`.
 */
export function embeddedReader<T>(language: EmbeddedLanguage, actions: () => ActionDict<unknown>): (text: string, start?: string) => Reading<T> {
  let evaluate: ((text: string, start?: string) => Reading<T>) | undefined;
  const known = new Map<string, Reading<T>>();
  let last: { readonly key: string; readonly reading: Reading<T> } | undefined;
  return (text, start = '') => {
    evaluate ??= evaluator<T>(embeddedGrammar(language), actions());
    const key = `${start} ${text}`;
    const before = last?.key === key ? last.reading : known.get(key);
    if (before) return before;
    const reading = evaluate(text, start === '' ? undefined : start);
    if (known.size >= MAX_KNOWN) known.clear();
    if (text.length <= MAX_KNOWN_LENGTH) known.set(key, reading);
    last = { key, reading };
    return reading;
  };
}

/** A pattern is read several times on the way from text to rows, and the same few come again in every rule. Of long ones the last is kept. */
const MAX_KNOWN = 500;
const MAX_KNOWN_LENGTH = 500;

function evaluator<T>(language: Grammar, actions: ActionDict<unknown>): (text: string, start?: string) => Reading<T> {
  const semantics = language.createSemantics().addOperation<unknown>('read', actions);
  return (text, start) => {
    try {
      const match = language.match(text, start);
      if (match.succeeded()) return { ok: true, value: semantics(match)['read']() as T };
      const failure = match as FailedMatchResult;
      return { ok: false, at: failure.getRightmostFailurePosition(), expected: failure.getExpectedText() };
    } catch (error) {
      if (error instanceof RangeError) return { ok: false, at: 0, tooDeep: true };
      throw error;
    }
  };
}
