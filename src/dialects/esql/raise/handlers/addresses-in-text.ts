import { addressPattern } from '../../../../text/address-pattern.js';
import { isIpv4 } from '../../../../text/terms.js';
import { call, compare, text } from '../build.js';
import { elements } from './compare.js';
import type { Handler, Handlers } from './handler.js';
import { constantText, subject } from './text.js';

/** `has_ipv4` and its relatives: to remove the addresses changes the text. What is none is never found. */
const found = (isNeedle: (text: string) => boolean): Handler => (e, s) => {
  const needles = elements(e.args.slice(1)).map((n) => constantText(n, 'a search for an address that is not constant', e));
  const pattern = addressPattern([...new Set(needles)].filter(isNeedle));
  if (pattern === undefined) return { kind: 'boolean', value: false, span: e.span };
  const x = subject(e, s, true, needles);
  return compare('!=', x, call('REPLACE', x, text(pattern), text('')));
};

const whole = found(isIpv4);
/** A whole address is a prefix of itself. */
const begun = found(() => true);

export const ADDRESSES_IN_TEXT: Handlers = { 'string.hasIpv4': whole, 'string.hasAnyIpv4': whole, 'string.hasIpv4Prefix': begun, 'string.hasAnyIpv4Prefix': begun };
