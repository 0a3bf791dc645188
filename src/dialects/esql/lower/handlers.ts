import type { ProcessingCommand } from '../../../../grammars/esql/syntax.js';
import type { Building } from './context.js';
import type { Scope } from './expressions.js';

/** Pushes the stages of one command. */
export type Handler<K extends ProcessingCommand['kind']> = (c: Extract<ProcessingCommand, { kind: K }>, b: Building, scope: Scope) => void;
export type Handlers = { readonly [K in ProcessingCommand['kind']]: Handler<K> };
