import type { ProcessingCommand } from '../../../../grammars/esql/syntax.js';
import type { Building } from './context.js';
import type { Scope } from './scope.js';

/** Pushes the stages of one command. */
export type Handler<K extends ProcessingCommand['kind']> = (c: CommandOf<K>, b: Building, scope: Scope) => void;
/** Like `Extract`, but also for commands that share one shape under several kinds. */
type CommandOf<K, C = ProcessingCommand> = C extends { readonly kind: infer All } ? (K extends All ? C : never) : never;
export type Handlers = { readonly [K in ProcessingCommand['kind']]: Handler<K> };
