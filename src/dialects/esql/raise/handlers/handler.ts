import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { HandlerIn, SpellIn } from '../../../handler.js';
import type { Scope } from '../scope.js';

export type Spell = SpellIn<Scope, Expression>;
export type Handler = HandlerIn<Scope, Expression>;
export type Handlers = Readonly<Record<string, Handler>>;
