import { dynamicNumber, isArray } from '../data/dynamic.js';
import type { Dynamic, Value } from '../data/types.js';
import { base64Bytes, base64OfBytes } from '../text/base64.js';
import { textOfUtf8, utf8Bytes } from '../text/utf8.js';
import { differs, exactly, noCounterpart, scalar } from './define.js';
import { call, type Op, sig } from './entry.js';

/** Encodings of texts: percent signs, Base64, the parts of addresses and paths. */

const PLAIN_URL = /[A-Za-z0-9\-_.!*()]/;
const PLAIN_COMPONENT = /[A-Za-z0-9\-_.~]/;

function percentEncode(text: string, plain: RegExp, space: string): string {
  return Array.from(utf8Bytes(text), (b) => {
    const c = String.fromCharCode(b);
    return b < 128 && plain.test(c) ? c : b === 32 ? space : `%${b.toString(16).padStart(2, '0')}`;
  }).join('');
}

/** A malformed escape stays as it is; bytes that are no UTF-8 become U+FFFD. */
function percentDecode(text: string): string {
  return text.replace(/\+/g, ' ').replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Uint8Array.from(run.match(/[0-9a-fA-F]{2}/g) ?? [], (h) => Number.parseInt(h, 16));
    return textOfUtf8(bytes) ?? new TextDecoder().decode(bytes);
  });
}

const URL_PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function queryParameters(query: string): Dynamic {
  const out = new Map<string, Dynamic>();
  for (const pair of query.replace(/^\?/, '').split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    out.set(at < 0 ? pair : pair.slice(0, at), at < 0 ? '' : pair.slice(at + 1));
  }
  return out;
}

/** A text without a scheme is taken for a query. */
function parseUrl(text: string): Dynamic {
  const m = URL_PARTS.exec(text);
  const [user = '', password = ''] = (m?.[2] ?? '').split(/:(.*)/s);
  const query = m ? (m[6] ?? '') : text.includes('=') ? text.slice(text.indexOf('?') + 1) : '';
  return new Map<string, Dynamic>([
    ['Scheme', m?.[1] ?? ''], ['Host', m?.[3] ?? ''], ['Port', m?.[4] ?? ''], ['Path', m?.[5] ?? ''], ['Username', user], ['Password', password],
    ['Query Parameters', queryParameters(query)], ['Fragment', m?.[7] ?? ''],
  ]);
}

/** Both slashes separate; `file://` paths and streams behind a colon are understood. */
function parsePath(text: string): Dynamic {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):\/\//.exec(text);
  const whole = scheme ? text.slice(scheme[0].length) : text;
  const root = /^(?:[\\/]{2}\?[\\/])?([A-Za-z]:)(?=[\\/]|$)/.exec(whole)?.[1] ?? '';
  const cut = Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\'));
  const directory = whole.slice(0, Math.max(0, cut));
  const [file = '', stream = ''] = whole.slice(cut + 1).split(/:(.*)/s);
  const dot = file.lastIndexOf('.');
  return new Map<string, Dynamic>([
    ['Scheme', scheme?.[1] ?? ''], ['RootPath', root], ['DirectoryPath', directory], ['DirectoryName', directory.split(/[\\/]/).at(-1) ?? ''],
    ['Filename', file], ['Extension', dot < 0 ? '' : file.slice(dot + 1)], ['AlternateDataStreamName', stream],
  ]);
}

const decodeText = (text: string): string => {
  const bytes = base64Bytes(text);
  return bytes ? (textOfUtf8(bytes) ?? '') : '';
};

function bytesOf(d: Dynamic): Uint8Array | undefined {
  if (!isArray(d)) return undefined;
  const numbers = d.map((v) => dynamicNumber(v) ?? -1);
  return numbers.every((n) => Number.isInteger(n) && n >= 0 && n < 256) ? Uint8Array.from(numbers) : undefined;
}

/** A guid's first three groups are little-endian in bytes. */
const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

function bytesOfGuid(guid: string): Uint8Array {
  const hex = guid.replace(/-/g, '');
  return Uint8Array.from(GUID_ORDER, (i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function guidOfBytes(bytes: Uint8Array | undefined): Value {
  if (bytes?.length !== 16) return null;
  const hex = GUID_ORDER.map((i) => (bytes[i] as number).toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const UPPER = 'the digits of an escape are upper case in ES|QL';
const PARTS = noCounterpart('function that takes an address or path apart');
const GUID = '00000001-0002-0003-0405-060708090a0b';

export const URL_OPS: readonly Op[] = [
  scalar('url.encode', 'Percent encoding with blanks as plus signs.', call('url_encode'), differs('URL_ENCODE($0)', UPPER), [sig(['string'], 'string', (s) => percentEncode(s, PLAIN_URL, '+'))], [[['a b/ü'], 'a+b%2f%c3%bc']]),
  scalar('url.encodeComponent', 'Percent encoding with blanks as %20.', call('url_encode_component'), differs('URL_ENCODE_COMPONENT($0)', UPPER), [sig(['string'], 'string', (s) => percentEncode(s, PLAIN_COMPONENT, '%20'))], [[['a b~'], 'a%20b~']]),
  scalar('url.decode', 'Undoes percent encoding; plus signs become blanks.', call('url_decode'), exactly(`URL_DECODE(REPLACE($0, "%(?![0-9A-Fa-f]{2})", "%25"))`), [sig(['string'], 'string', percentDecode)], [[['a+b%2f%C3%BC%zz'], 'a b/ü%zz']]),
  scalar('url.parse', 'The parts of an address as a property bag.', call('parse_url', { aliases: ['parseurl'] }), PARTS, [sig(['string'], 'dynamic', parseUrl)], [
    [['https://u:p@h:1/x?a=1&b#f'], new Map<string, Dynamic>([['Scheme', 'https'], ['Host', 'h'], ['Port', '1'], ['Path', '/x'], ['Username', 'u'], ['Password', 'p'], ['Query Parameters', new Map([['a', '1'], ['b', '']])], ['Fragment', 'f']])],
  ]),
  scalar('url.parseQuery', 'The parameters of a query part.', call('parse_urlquery', { aliases: ['parseurlquery'] }), PARTS, [sig(['string'], 'dynamic', (s) => new Map([['Query Parameters', queryParameters(s)]]))],
    [[['k1=v1&k2='], new Map([['Query Parameters', new Map([['k1', 'v1'], ['k2', '']])]])]]),
  scalar('url.parsePath', 'The parts of a file path as a property bag.', call('parse_path'), PARTS, [sig(['string'], 'dynamic', parsePath)], [
    [['C:\\temp\\file.txt:s'], new Map([['Scheme', ''], ['RootPath', 'C:'], ['DirectoryPath', 'C:\\temp'], ['DirectoryName', 'temp'], ['Filename', 'file.txt'], ['Extension', 'txt'], ['AlternateDataStreamName', 's']])],
  ]),
  scalar('base64.encode', 'The UTF-8 bytes of a text in Base64.', call('base64_encode_tostring', { aliases: ['base64_encodestring'] }), exactly('TO_BASE64($0)'), [sig(['string'], 'string', (s) => base64OfBytes(utf8Bytes(s)))], [[['Kusto'], 'S3VzdG8=']]),
  scalar('base64.decode', 'The text whose UTF-8 bytes are in Base64; "" when it is none.', call('base64_decode_tostring', { aliases: ['base64_decodestring'] }), differs('FROM_BASE64($0)', 'bytes that are no UTF-8 text are answered as they are, where Kusto answers nothing'), [sig(['string'], 'string', decodeText)],
    [[['S3VzdG8='], 'Kusto'], [['%'], ''], [['U3RyaW5n0KHR0tGA0L7Rh9C60LA='], '']]),
  scalar('base64.encodeArray', 'An array of bytes in Base64.', call('base64_encode_fromarray'), noCounterpart('arrays of bytes'), [sig(['dynamic'], 'string', (d) => { const b = bytesOf(d); return b ? base64OfBytes(b) : ''; })], [[[[75, 117]], 'S3U='], [[[300]], '']]),
  scalar('base64.decodeArray', 'The bytes in Base64 as an array.', call('base64_decode_toarray'), noCounterpart('arrays of bytes'), [sig(['string'], 'dynamic', (s) => { const b = base64Bytes(s); return b ? [...b] : null; })], [[['S3U='], [75, 117]], [['%'], null]]),
  scalar('base64.encodeGuid', 'The bytes of a guid in Base64.', call('base64_encode_fromguid'), noCounterpart('guids as bytes'), [sig(['guid'], 'string', (g) => base64OfBytes(bytesOfGuid(g))), sig(['string'], 'string', () => '')], [[['ae3133f2-6e22-49ae-b06a-16e6a9b212eb'], '8jMxriJurkmwahbmqbIS6w==', ['guid']]]),
  scalar('base64.decodeGuid', 'The guid whose bytes are in Base64.', call('base64_decode_toguid'), noCounterpart('guids as bytes'), [sig(['string'], 'guid', (s) => guidOfBytes(base64Bytes(s)))], [[['AQAAAAIAAwAEBQYHCAkKCw=='], GUID], [['S3U='], null]]),
];
