import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { md5, sha1, sha224, sha256, sha384, sha512 } from '../src/text/digest.js';
import { utf8Bytes } from '../src/text/utf8.js';

const BY_NAME = { md5, sha1, sha224, sha256, sha384, sha512 };
const TEXTS = ['', 'abc', 'é€😀', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'y'.repeat(111), 'y'.repeat(112), 'z'.repeat(1000)];

describe('digests agree with the platform', () => {
  for (const [name, digest] of Object.entries(BY_NAME)) {
    it(name, () => {
      for (const text of TEXTS) expect(digest(utf8Bytes(text)), `${name} of ${text.length}`).toBe(createHash(name).update(text).digest('hex'));
    });
  }
});
