import type { ChangePoint, Completion, Enrich, EnrichField, Extraction, Fuse, Rerank } from '../../../../grammars/esql/syntax.js';
import type { CommandOption, Grok } from '../../../../grammars/esql/syntax.js';
import type { Parts } from '../../../ast/pipeline.js';
import type { Field } from '../../../data/table.js';
import type { Building } from './context.js';
import { expression } from './expressions.js';
import type { Scope } from './scope.js';
import type { Handlers } from './handlers.js';
import { constant, options } from './literals.js';
import { fieldName, namePattern } from './names.js';
import { notYet } from './sources.js';

type Kinds =
  | 'dissect' | 'grok' | 'enrich' | 'fuse' | 'change-point' | 'completion' | 'rerank' | 'mmr' | 'highlight' | 'insist'
  | 'uri-parts' | 'registered-domain' | 'user-agent' | 'ip-location' | 'metrics-info' | 'ts-info' | 'ts-collapse' | 'rrf';

/** Commands that make columns from a text, a policy or a model. */
export const EVALUATED: Pick<Handlers, Kinds> = {
  dissect: (c, b, s) => {
    const pattern = constant(c.pattern, s.lowering).value;
    b.push({ kind: 'dissect', input: expression(c.input, s), pattern: String(pattern ?? ''), appendSeparator: option(c.options, 'append_separator', s) ?? '', span: c.span });
  },
  grok: (c, b, s) => b.push({ kind: 'grok', input: expression(c.input, s), patterns: patterns(c, s), span: c.span }),
  enrich: (c, b, s) => enrich(c, b, s),
  fuse: (c, b, s) => fuse(c, b, s),
  'change-point': (c, b, s) => changePoint(c, b, s),
  completion: (c, b, s) => model('COMPLETION', c, 'completion', b, s),
  rerank: (c, b, s) => model('RERANK', c, '_score', b, s),
  mmr: (c, b) => b.push(notYet('MMR', c.span, 'vector search needs a cluster')),
  highlight: (c, b) => b.push(notYet('HIGHLIGHT', c.span, 'in development')),
  insist: (c, b) => b.push(notYet('INSIST', c.span, 'in development')),
  'uri-parts': (c, b, s) => parts('uri', c, b, s),
  'registered-domain': (c, b, s) => parts('registeredDomain', c, b, s),
  'user-agent': (c, b, s) => parts('userAgent', c, b, s),
  'ip-location': (c, b, s) => (c.options ? b.push(notYet('IP_LOCATION', c.span, 'only without options')) : parts('ipLocation', c, b, s)),
  'metrics-info': (c, b) => b.push(notYet('METRICS_INFO', c.span, 'it needs a cluster')),
  'ts-info': (c, b) => b.push(notYet('TS_INFO', c.span, 'it needs a cluster')),
  'ts-collapse': (c, b) => b.push(notYet('TS_COLLAPSE', c.span, 'it needs a cluster')),
  rrf: (c, b, s) => b.push({ kind: 'fuse', method: 'rrf', score: '_score', group: '_fork', keys: ['_id', '_index'], options: options(undefined, s.lowering), span: c.span }),
};

function option(list: readonly CommandOption[], name: string, scope: Scope): string | undefined {
  const found = list.find((o) => o.name.name.toLowerCase() === name);
  return found && String(constant(found.value, scope.lowering).value ?? '');
}

const patterns = (c: Grok, scope: Scope): string[] => c.patterns.map((p) => String(constant(p, scope.lowering).value ?? ''));

function enrich(c: Enrich, b: Building, scope: Scope): void {
  const on = c.on ? namePattern(c.on, scope.lowering).name : c.policy;
  const columns = c.with.map((f) => enrichField(f, scope));
  const key = expression({ kind: 'name', text: on, span: c.on?.span ?? c.span }, scope);
  b.push({ kind: 'enrich', policy: c.policy, on: key, span: c.span, ...(columns.length > 0 && { columns }) });
}

function enrichField(f: EnrichField, scope: Scope): { name: string; from: string } {
  const from = namePattern(f.field, scope.lowering).name;
  return { name: f.name ? namePattern(f.name, scope.lowering).name : from, from };
}

function fuse(c: Fuse, b: Building, scope: Scope): void {
  const named = (kind: 'fuse-score' | 'fuse-key' | 'fuse-group'): string[] =>
    c.clauses.flatMap((x) => (x.kind === kind ? x.fields.map((f) => fieldName(f, scope.lowering)) : []));
  const given = c.clauses.find((x) => x.kind === 'fuse-options');
  const keys = named('fuse-key');
  b.push({
    kind: 'fuse', method: c.method?.name === 'linear' ? 'linear' : 'rrf', score: named('fuse-score')[0] ?? '_score', group: named('fuse-group')[0] ?? '_fork',
    keys: keys.length > 0 ? keys : ['_id', '_index'], options: options(given?.kind === 'fuse-options' ? given.options : undefined, scope.lowering), span: c.span,
  });
}

function changePoint(c: ChangePoint, b: Building, scope: Scope): void {
  const name = (i: 0 | 1, fallback: string): string => (c.targets ? fieldName(c.targets[i], scope.lowering) : fallback);
  b.push({
    kind: 'changePoint', value: fieldName(c.value, scope.lowering), key: c.key ? fieldName(c.key, scope.lowering) : '@timestamp',
    typeColumn: name(0, 'type'), pvalueColumn: name(1, 'pvalue'), span: c.span,
  });
}

function model(name: string, c: Completion | Rerank, fallback: string, b: Building, scope: Scope): void {
  const column = c.target ? fieldName(c.target, scope.lowering) : fallback;
  const field: Field = { name: column, type: c.kind === 'rerank' ? 'real' : 'string' };
  b.push({ kind: 'model', name, fields: [field], span: c.span });
}

function parts(what: Parts['what'], c: Extraction, b: Building, scope: Scope): void {
  b.push({ kind: 'parts', what, input: expression(c.value, scope), prefix: fieldName(c.target, scope.lowering), span: c.span });
}
