import type { StageKind, StageOf } from '../ast/pipeline.js';
import type { Frame } from './frame.js';
import type { Session } from './session.js';

/** How a stage runs. A source ignores its input; `outer` is what an `input` stage stands for. */
export type StageRunner<K extends StageKind> = (stage: StageOf<K>, input: Frame, session: Session, outer: Frame | undefined) => Frame;
export type StageRunners<K extends StageKind> = { readonly [S in K]: StageRunner<S> };
