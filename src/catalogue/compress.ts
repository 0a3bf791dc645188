import { base64Bytes, base64OfBytes } from '../text/base64.js';
import { gzipOf, ungzip, unzlib, zlibOf } from '../text/compressed.js';
import { textOfUtf8, utf8Bytes } from '../text/utf8.js';
import { noCounterpart, scalar } from './define.js';
import { call, type Op, sig } from './entry.js';

/** Texts packed with zlib or gzip, in Base64. */

const NONE = noCounterpart('compressed texts');

const pack = (to: (bytes: Uint8Array) => Uint8Array) => (text: string): string => base64OfBytes(to(utf8Bytes(text)));

function unpack(from: (bytes: Uint8Array) => Uint8Array | undefined): (text: string) => string {
  return (text) => {
    const packed = base64Bytes(text);
    const bytes = packed && from(packed);
    return bytes ? (textOfUtf8(bytes) ?? '') : '';
  };
}

export const COMPRESS_OPS: readonly Op[] = [
  scalar('compress.zlib', 'A zlib stream of the text in Base64; stored, not packed.', call('zlib_compress_to_base64_string'), NONE, [sig(['string'], 'string', pack(zlibOf))],
    [[['1234567890qwertyuiop'], 'eAEBFADr/zEyMzQ1Njc4OTBxd2VydHl1aW9wOAkGdw=='], [[''], 'eAEBAAD//wAAAAE=']]),
  scalar('compress.unzlib', 'The text in a zlib stream in Base64; "" when it is none.', call('zlib_decompress_from_base64_string'), NONE, [sig(['string'], 'string', unpack(unzlib))],
    [[['eAEBFADr/zEyMzQ1Njc4OTBxd2VydHl1aW9wOAkGdw=='], '1234567890qwertyuiop'], [['eJxLTMQHALBPC18='], 'a'.repeat(30)], [['eJxLTMQHALBPC1'], ''], [['x0x0x0'], ''], [[''], '']]),
  scalar('compress.gzip', 'A gzip stream of the text in Base64; stored, not packed.', call('gzip_compress_to_base64_string'), NONE, [sig(['string'], 'string', pack(gzipOf))],
    [[['1234567890qwertyuiop'], 'H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA==']]),
  scalar('compress.ungzip', 'The text in a gzip stream in Base64; "" when it is none or has optional header fields.', call('gzip_decompress_from_base64_string'), NONE, [sig(['string'], 'string', unpack(ungzip))],
    [[['H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA=='], '1234567890qwertyuiop'], [['H4sIAAAAAAACA0tMxAIAfz5NlBUAAAA='], 'a'.repeat(21)], [['x0x0x0'], '']]),
];
