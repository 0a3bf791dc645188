/** Meanings that KQL spells by syntax rather than by a name. */
export const DYNAMIC_MEMBER = 'dynamic.member';
export const DYNAMIC_INDEX = 'dynamic.index';
export const LOGIC_AND = 'logic.and';
export const LOGIC_OR = 'logic.or';
export const LOGIC_NOT = 'logic.not';
