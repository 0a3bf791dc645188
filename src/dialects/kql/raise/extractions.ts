import type { Dissect, Enrich, Grok, StageKind } from '../../../ast/pipeline.js';
import type { StageOf } from '../../../ast/pipeline.js';
import { refuse, type Spelling } from './context.js';
import type { Scope } from './scope.js';

type Kinds = 'dissect' | 'grok' | 'enrich' | 'parts';
type Handlers<K extends StageKind> = { readonly [S in K]: (stage: StageOf<S>, s: Spelling, scope: Scope) => void };

/** Stages that make columns out of a text. */
export const EXTRACTIONS: Handlers<Kinds> = {
  dissect: (d: Dissect) => refuse('DISSECT', 'it has no spelling in KQL yet', d.span),
  grok: (g: Grok) => refuse('GROK', 'it has no spelling in KQL yet', g.span),
  enrich: (e: Enrich) => refuse('ENRICH', 'it has no spelling in KQL yet', e.span),
  parts: (p) => refuse(p.what, 'it has no spelling in KQL yet', p.span),
};
