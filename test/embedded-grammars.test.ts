import { extractExamples } from 'ohm-js/extras';
import * as ohm from 'ohm-js';
import { describe, expect, test } from 'vitest';
import { embeddedGrammar, GRAMMAR_SOURCES, type EmbeddedLanguage } from '../grammars/embedded/load.js';

describe.each(Object.keys(GRAMMAR_SOURCES) as EmbeddedLanguage[])('the examples in %s.ohm', (language) => {
  const examples = extractExamples(GRAMMAR_SOURCES[language]);

  test('are as the grammar says', () => {
    const wrong = examples.filter((e) => embeddedGrammar(language).match(e.example, e.rule).succeeded() !== e.shouldMatch);
    expect(wrong.map((e) => `${e.rule} ${e.shouldMatch ? 'should take' : 'should refuse'} ${JSON.stringify(e.example)}`)).toEqual([]);
  });

  test('hold for the compiled grammar of the bundle too', () => {
    const { makeRecipe } = ohm as unknown as { makeRecipe: (recipe: unknown) => ohm.Grammar };
    const { toRecipe } = embeddedGrammar(language) as unknown as { toRecipe: () => string };
    const compiled = makeRecipe(JSON.parse(toRecipe.call(embeddedGrammar(language))));
    expect(examples.filter((e) => compiled.match(e.example, e.rule).succeeded() !== e.shouldMatch)).toEqual([]);
  });

  test('cover every rule', () => {
    const withExamples = new Set(examples.map((e) => e.rule));
    const rules = Object.keys(embeddedGrammar(language).rules).filter((r) => r !== 'space');
    // The name of an alternative is `rule_name`; the examples of the rule stand for it.
    expect(rules.filter((r) => !withExamples.has(r.replace(/_.*/, '')))).toEqual([]);
  });
});
