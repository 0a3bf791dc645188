import type { Value } from '../data/types.js';
import { base64Decode, base64Encode, percentDecode, percentEncode } from '../text/codec.js';
import { md5, sha1, sha224, sha256, sha384, sha512 } from '../text/digest.js';
import { utf8Bytes } from '../text/utf8.js';
import { call, type CallContext, type Op, prepared, refuse, type ScalarOp, sig, type Spelling, template } from './entry.js';
import { nullFor } from './esql-support.js';

/** Digests and encodings of ES|QL, over the UTF-8 of a text. */

const LOWER = 'the digits of an escape are lower case in KQL';

const ALGORITHMS: ReadonlyMap<string, (bytes: Uint8Array) => string> = new Map([
  ['MD5', md5], ['SHA', sha1], ['SHA-1', sha1], ['SHA1', sha1], ['SHA-224', sha224], ['SHA224', sha224], ['SHA-256', sha256], ['SHA256', sha256],
  ['SHA-384', sha384], ['SHA384', sha384], ['SHA-512', sha512], ['SHA512', sha512],
]);

function hash(c: CallContext): (algorithm: string, text: string) => Value {
  return (algorithm, text) => ALGORITHMS.get(algorithm.toUpperCase())?.(utf8Bytes(text)) ??
    nullFor(c, `java.security.NoSuchAlgorithmException: ${algorithm} MessageDigest not available`);
}

const digest = (id: string, name: string, doc: string, kql: Spelling, f: (bytes: Uint8Array) => string): ScalarOp => ({
  id, kind: 'scalar', doc, esql: call(name, { since: '8.18' }), kql, sigs: [sig(['string'], 'string', (s) => f(utf8Bytes(s)))], examples: [[['abc'], f(utf8Bytes('abc'))]],
});

export const ESQL_ENCODE_OPS: readonly Op[] = [
  digest('esql.md5', 'MD5', 'The MD5 digest in hexadecimal.', template('hash_md5($0)', 'exact'), md5),
  digest('esql.sha1', 'SHA1', 'The SHA-1 digest in hexadecimal.', template('hash_sha1($0)', 'exact'), sha1),
  digest('esql.sha256', 'SHA256', 'The SHA-256 digest in hexadecimal.', template('hash_sha256($0)', 'exact'), sha256),
  {
    id: 'esql.hash', kind: 'scalar', doc: 'The digest by a named algorithm (MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512) in hexadecimal.', esql: call('HASH', { since: '8.18' }),
    kql: refuse('KQL has a function for each algorithm and none that takes its name'), sigs: [prepared(['string', 'string'], 'string', hash)],
    examples: [[['md5', 'abc'], '900150983cd24fb0d6963f7d28e17f72'], [['x', 'abc'], null]],
  },
  {
    id: 'esql.toBase64', kind: 'scalar', doc: 'The text in Base64.', esql: call('TO_BASE64', { since: '8.14' }), kql: template('base64_encode_tostring($0)', 'exact'),
    sigs: [sig(['string'], 'string', base64Encode)], examples: [[['elastic'], 'ZWxhc3RpYw==']],
  },
  {
    id: 'esql.fromBase64', kind: 'scalar', doc: 'The text that Base64 stands for.', esql: call('FROM_BASE64', { since: '8.14' }), kql: template('base64_decode_tostring($0)', 'different', 'of bytes that are no UTF-8 text KQL gives nothing'),
    sigs: [prepared(['string'], 'string', (c) => (s) => base64Decode(s) ?? nullFor(c, 'java.lang.IllegalArgumentException: Input byte array has incorrect ending byte'))],
    examples: [[['ZWxhc3RpYw=='], 'elastic'], [['?'], null]],
  },
  {
    id: 'esql.urlEncode', kind: 'scalar', doc: 'The text percent-encoded for a query string: a blank becomes `+`.', esql: call('URL_ENCODE', { since: '9.2' }),
    kql: template("replace_string(url_encode_component($0), '%20', '+')", 'different', LOWER),
    sigs: [sig(['string'], 'string', (s) => percentEncode(s, '.-*_', '+'))], examples: [[['a b&c'], 'a+b%26c']],
  },
  {
    id: 'esql.urlEncodeComponent', kind: 'scalar', doc: 'The text percent-encoded: a blank becomes `%20`.', esql: call('URL_ENCODE_COMPONENT', { since: '9.2' }), kql: template('url_encode_component($0)', 'different', LOWER),
    sigs: [sig(['string'], 'string', (s) => percentEncode(s, '.-*_', '%20'))], examples: [[['a b'], 'a%20b']],
  },
  {
    id: 'esql.urlDecode', kind: 'scalar', doc: 'The text that percent encoding stands for; `+` is a blank.', esql: call('URL_DECODE', { since: '9.2' }),
    kql: template("iff($0 matches regex '%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)', '', url_decode(replace_string($0, '+', ' ')))"),
    sigs: [prepared(['string'], 'string', (c) => (s) => percentDecode(s, true) ?? nullFor(c, 'java.lang.IllegalArgumentException: URLDecoder: Illegal hex characters in escape (%) pattern'))],
    examples: [[['a%20b+c%C3%A9'], 'a b cé'], [['%zz'], null]],
  },
];
