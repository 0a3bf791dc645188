import { refuse } from './context.js';
import type { StageHandlers } from './stage-handler.js';

const unsaid = (stage: { readonly kind: string; readonly span: { readonly start: number; readonly end: number } }): never =>
  refuse(stage.kind, 'it has no spelling in ES|QL yet', stage.span);

export const JOINS: StageHandlers<'join'> = {
  join: unsaid,
};
