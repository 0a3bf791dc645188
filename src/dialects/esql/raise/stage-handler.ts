import type { StageKind, StageOf } from '../../../ast/pipeline.js';
import type { Spelling } from './context.js';
import type { Scope } from './scope.js';

/** Pushes the commands that say one stage. */
export type StageHandler<K extends StageKind> = (stage: StageOf<K>, s: Spelling, scope: Scope) => void;
export type StageHandlers<K extends StageKind = StageKind> = { readonly [S in K]: StageHandler<S> };
