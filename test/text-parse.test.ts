import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileParsePattern, type ParseMode, type ParsePiece } from '../src/text/kql-parse-pattern.js';
import { compileParseKv, type ParseKvOptions } from '../src/text/parse-kv.js';

/** `*` skips, `<long>` is a column of that type, anything else is fixed text. */
const pieces = (pattern: readonly string[]): ParsePiece[] =>
  pattern.map((p) => {
    const type = /^<([a-z]+)>$/.exec(p)?.[1];
    return p === '*' ? { kind: 'skip' } : type ? { kind: 'column', type } : { kind: 'text', text: p };
  });

function run(mode: ParseMode, pattern: readonly string[], text: string, flags = ''): unknown {
  const matcher = compileParsePattern(pieces(pattern), mode, flags);
  return matcher.ok ? matcher.value(text) : matcher.error.code;
}

const EVENT = 'Event: X (resourceName=Pipe, totalSlices=27, sliceNumber=15, lockTime=02/17/2016 08:40:00, next=02/17/2016 08:41:00)';

describe('parse in simple mode', () => {
  test.each<[string[], string, unknown]>([
    [['*', 'resourceName=', '<string>', ', totalSlices=', '<long>', '*', 'sliceNumber=', '<long>', '*', 'lockTime=', '<string>', ', next=', '<datetime>', ')', '*'], EVENT, ['Pipe', '27', '15', '02/17/2016 08:40:00', '02/17/2016 08:41:00']],
    [['*', 'totalSlices=', '<long>', '*'], 'totalSlices=invalid, x', null],
    [['  ', '<string>', ' and ', '<string>', '  ', '<string>'], '  leading and trailing  spaces  here  ', ['leading', 'trailing', 'spaces  here  ']],
    [['<string>', '###', '<string>'], 'a###b###c', ['a', 'b###c']],
    [['<<', '<string>', '>>=<<', '<string>', '>>'], '<<key>>=<<value>>', ['key', 'value']],
    [['<string>', 'ms'], '15ms more', null],
    [['<string>', '>'], 'a>b>', ['a>b']],
    [['x', '<string>'], ' x1', null],
    [['*', 'x', '<string>'], ' x1', ['1']],
    [['<string>', '\n', '<string>'], 'a\nb', ['a', 'b']],
    [['a', 'b', '<string>'], 'abc', ['c']],
    [['*'], 'abc', []],
    [['abc'], 'abc', []],
    [['abc'], 'abcd', null],
    [['<long>', '<string>', ';'], '12ab;', ['12', 'ab']],
    [['<string>', '<long>', ';'], 'ab12;', 'pattern-malformed'],
    [['<string>', '*', ';'], 'ab12;', 'pattern-malformed'],
  ])('%j on %j', (pattern, text, expected) => expect(run('simple', pattern, text)).toEqual(expected));

  test('relaxed mode gives null where a type finds no text', () => {
    expect(run('relaxed', ['*', 'n=', '<long>', '*', 'm=', '<string>'], 'n=nothing, m=5')).toEqual([null, '5']);
    expect(run('relaxed', ['n=', '<long>', ', m=', '<string>'], 'n=nothing, m=5')).toEqual(['nothing', '5']);
  });
});

describe('parse in regex mode', () => {
  test.each<[string[], string, string, unknown]>([
    [['<string>', '\\d+', '<string>'], 'abc123def', '', ['abc12', 'def']],
    [['<string>', '[0-9]{3}', '<string>'], 'AAA111BBB', '', ['AAA', 'BBB']],
    [['[a-z]', '<int>', '[a-z]', '<int>'], 'a1b2', '', ['1', '2']],
    [['v', '<int>', '.', '<int>', '.', '<int>'], 'v4.5.6', '', ['4', '5', '6']],
    [['*', 'RESOURCENAME=', '<string>', ',', '*'], EVENT, 'i', ['Pipe, totalSlices=27, sliceNumber=15, lockTime=02/17/2016 08:40:00']],
    [['*', 'RESOURCENAME=', '<string>', ',', '*'], EVENT, 'Ui', ['Pipe']],
    [['*', 'RESOURCENAME=', '<string>', ',', '*'], EVENT, '', null],
    [['(.*?)[a-zA-Z]*=', '<string>', ', totalSlices=\\s*(\\d+)\\s*.*?sliceNumber=', '<long>', '.*'], EVENT, '', ['Pipe', '15']],
    [['a|b', '<string>'], 'bc', '', ['c']],
    [['<string>', 'x'], 'a\nx', '', null],
    [['<string>', 'x'], 'a\nx', 's', ['a\n']],
    [['(', '<string>'], 'x', '', 'pattern-malformed'],
    [['a(?=b)', '<string>'], 'x', '', 'pattern-unsupported'],
  ])('%j on %j with flags %j', (pattern, text, flags, expected) => expect(run('regex', pattern, text, flags)).toEqual(expected));
});

test('simple mode agrees with lazy matching over the whole text', () => {
  const literal = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 2 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.'), maxLength: 10 });
  fc.assert(
    fc.property(fc.array(literal, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean(), text, (literals, first, last, subject) => {
      const pattern = literals.flatMap((l) => ['<string>', l]).slice(first ? 0 : 1);
      if (last) pattern.push('<string>');
      const lazy = new RegExp(`^${pattern.map((p) => (p === '<string>' ? '([^]*?)' : p)).join('')}$`).exec(subject);
      expect(run('simple', pattern, subject)).toEqual(lazy && lazy.slice(1));
    }),
    { numRuns: 1000 },
  );
});

describe('parse-kv', () => {
  test.each<[string, string[], ParseKvOptions, (string | null)[]]>([
    ['  key  =  value  ', ['key', 'x'], { pairDelimiter: ' ', kvDelimiter: '=' }, ['value', null]],
    [' kv1 = 11 ; kv2 = 22 ', ['kv1', 'kv2'], { pairDelimiter: ';', kvDelimiter: '=' }, ['11', '22']],
    ['[k1=v1][k2=v2]', ['k1', 'k2', 'k3'], { pairDelimiter: '][', kvDelimiter: '=' }, [null, 'v2]', null]],
    ['k1=1;k2=2;k1=3', ['k1', 'k2'], { pairDelimiter: ';', kvDelimiter: '=' }, ['1', '2']],
    ['k=hello world=foo bar', ['k', 'world'], { pairDelimiter: ' ', kvDelimiter: '=' }, ['hello', 'foo']],
    ['key1==value;key2=val2', ['key1', 'key2'], { pairDelimiter: ';', kvDelimiter: '=' }, ['=value', 'val2']],
    ['key=value=extra', ['key', 'a'], { pairDelimiter: ' ', kvDelimiter: '=' }, ['value=extra', null]],
    ['no delimiters here', ['foo'], { pairDelimiter: ';', kvDelimiter: '=' }, [null]],
    ["key='quoted value';other='nested ;semicolon'", ['key', 'other'], { pairDelimiter: ';', kvDelimiter: '=', quotes: ["'"] }, ['quoted value', 'nested ;semicolon']],
    ['failure="connection aborted" "event time"=2021 x=1', ['event time', 'failure', 'x'], { pairDelimiter: ' ', kvDelimiter: '=', quotes: ['"'] }, ['2021', 'connection aborted', '1']],
    ['failure=(connection aborted) (event time)=(2021 01)', ['event time', 'failure'], { pairDelimiter: ' ', kvDelimiter: '=', quotes: ['()'] }, ['2021 01', 'connection aborted']],
    ['f="sent \\"bye!\\"" t=1', ['f', 't'], { pairDelimiter: ' ', kvDelimiter: '=', quotes: ['"'], escapes: ['\\'] }, ['sent "bye!"', '1']],
    ['name=John Doe phone=555 5555 city=New York', ['name', 'phone', 'city'], { pairDelimiter: ' ', kvDelimiter: '=' }, ['John', '555', 'New']],
    ['name=John Doe phone=555 5555 city=New York', ['name', 'phone', 'city'], { pairDelimiter: ' ', kvDelimiter: '=', greedy: true }, ['John Doe', '555 5555', 'New York']],
    ["2021-01-01T10:00:34 [INFO] ThreadId:458745723, Machine:Node001, Text: 'The service \\' is up'", ['Text', 'ThreadId', 'Machine'], { quotes: ["'"], escapes: ['\\'] }, ["The service ' is up", '458745723', 'Node001']],
    ['["a url: https://x", "b c: 2"]', ['a url', 'b c'], { regex: '"([\\w ]+)\\s*:\\s*([^"]*)"' }, ['https://x', '2']],
    ['a="open b=2', ['a', 'b'], { pairDelimiter: ' ', kvDelimiter: '=', quotes: ['"'] }, ['"open', '2']],
    ['', ['a'], { pairDelimiter: ',', kvDelimiter: ':' }, [null]],
  ])('%j', (text, keys, options, expected) => {
    const matcher = compileParseKv(keys, options);
    expect(matcher.ok && matcher.value(text)).toEqual(expected);
  });

  test.each<[ParseKvOptions, string]>([
    [{ regex: '(a)' }, 'pattern-malformed'],
    [{ regex: '(a' }, 'pattern-malformed'],
    [{ pairDelimiter: ',' }, 'pattern-malformed'],
  ])('%j is refused', (options, code) => expect(compileParseKv(['a'], options)).toMatchObject({ ok: false, error: { code } }));

  test.each([
    ['a b '.repeat(100_000), {}],
    ['(a=b '.repeat(50_000), { quotes: ['()'] }],
    [`a=${'b '.repeat(100_000)}`, { greedy: true }],
  ])('a long text costs linear time', (text, options) => {
    const start = performance.now();
    const matcher = compileParseKv(['a'], { pairDelimiter: ' ', kvDelimiter: '=', ...options });
    if (matcher.ok) matcher.value(text);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('any text is answered', () => {
    const soup = fc.string({ unit: fc.constantFrom('a', '=', ' ', ';', '"', '\\', 'b'), maxLength: 30 });
    fc.assert(
      fc.property(soup, fc.boolean(), (text, greedy) => {
        const matcher = compileParseKv(['a', 'b'], { pairDelimiter: ' ', kvDelimiter: '=', quotes: ['"'], escapes: ['\\'], greedy });
        if (matcher.ok) expect(matcher.value(text)).toHaveLength(2);
      }),
    );
  });
});
