import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPolynomial, fitTwoLines } from '../src/catalogue/regression.js';
import { fitLine, type Line } from '../src/catalogue/series-math.js';
import { run } from '../src/index.js';

const values = (min: number): fc.Arbitrary<number[]> => fc.array(fc.integer({ min: -50, max: 50 }), { minLength: min, maxLength: 14 });
const error = (line: Line, y: readonly number[]): number => line.rvariance * (y.length - 1);

describe('two lines', () => {
  it('are the best of all splits', () => {
    fc.assert(fc.property(values(4), (y) => {
      const all = Array.from({ length: y.length - 3 }, (_, i) => i + 2).map((k) => error(fitLine(y.slice(0, k)) as Line, y.slice(0, k)) + error(fitLine(y.slice(k)) as Line, y.slice(k)));
      const found = fitTwoLines(y);
      expect((found?.rvariance ?? NaN) * (y.length - 1)).toBeCloseTo(Math.min(...all), 6);
      if (found && found.split !== null) expect(all.indexOf(Math.min(...all)) + 2).toBe(found.split);
    }));
  });

  it('have parts with places of their own', () => {
    const found = fitTwoLines([1, 2, 3, 4, 20, 18, 16, 14.5, 12]);
    expect([found?.split, found?.left?.interception, found?.right?.slope]).toEqual([4, expect.closeTo(0, 9), expect.closeTo(-1.95, 9)]);
  });

  it('do not choose between splits that fit equally well', () => {
    expect(fitTwoLines([1, 2, 3, 4, 5, 6])).toMatchObject({ split: null, left: null, rsquare: expect.closeTo(1, 9) });
  });
});

describe('polynomials', () => {
  it('of degree 1 are the straight line', () => {
    fc.assert(fc.property(values(2), (y) => {
      const [line, found] = [fitLine(y) as Line, fitPolynomial(y.map((_, i) => i + 1), y, 1)];
      expect(found?.coefficients).toEqual([expect.closeTo(line.slope, 8), expect.closeTo(line.interception, 8)]);
      expect([found?.rsquare, found?.rvariance]).toEqual([expect.closeTo(line.rsquare, 8), expect.closeTo(line.rvariance, 6)]);
    }));
  });

  it('give back the coefficients of a polynomial', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 5 }), (coefficients) => {
      const x = [-3, -1, 0, 0.5, 2, 4, 7];
      const y = x.map((v) => coefficients.reduce((sum, c) => sum * v + c, 0));
      expect(fitPolynomial(x, y, coefficients.length - 1)?.coefficients).toEqual(coefficients.map((c) => expect.closeTo(c, 7)));
    }));
  });
});

describe('series functions of several columns', () => {
  it.each([
    ['print s = dynamic([1, 2, 3, 4, 20, 18, 16, 14.5, 12]) | extend (r, i) = series_fit_2lines(s) | project i', [[4]]],
    ['print s = dynamic([3, 1, 1, 3, 7]) | extend series_fit_poly(s, dynamic([-2, -1, 0, 1, 2]), 2) | project series_fit_poly_s_coefficients', [[[1, 1, 1]]]],
    ['print round(welch_test(20.82, 7.8674, 15, 22.98666, 3.81266, 15), 3)', [[0.021]]],
    ['print x = series_outliers(dynamic([1, 2]))', ['not-yet']],
    ['print d = dynamic({"a": 1}) | evaluate bag_unpack(d) | project x = column_ifexists("a", 0), y = column_ifexists("b", "none")', [[1, 'none']]],
  ])('%s', (query, rows) => {
    const answer = run(query, { lang: 'kql', now: '2026-01-05T00:00:00Z' });
    expect(answer.ok ? answer.rows.map((r) => r.map((v) => (Array.isArray(v) ? v.map((x) => Math.round(Number(x))) : v))) : answer.errors.map((e) => e.code)).toEqual(rows);
  });
});
