import type { Value } from '../data/types.js';
import { noCounterpart, scalar } from './define.js';
import { call, type Op, sig } from './entry.js';

/** Conversions between units: what one unit is in the base unit of its kind. Unknown units give null. */

type Units = Readonly<Record<string, number>>;

const ANGLE: Units = {
  Radian: 1, Degree: Math.PI / 180, Arcminute: Math.PI / 10_800, Arcsecond: Math.PI / 648_000, Centiradian: 0.01, Deciradian: 0.1, Gradian: Math.PI / 200,
  Microdegree: Math.PI / 1.8e8, Microradian: 1e-6, Millidegree: Math.PI / 1.8e5, Milliradian: 1e-3, Nanodegree: Math.PI / 1.8e11, Nanoradian: 1e-9,
  NatoMil: Math.PI / 3200, Revolution: 2 * Math.PI,
};

const BTU = 1055.05585262;
const EV = 1.602176565e-19;
const ENERGY: Units = {
  Joule: 1, BritishThermalUnit: BTU, Calorie: 4.184, DecathermEc: 1.05505585262e9, DecathermImperial: 1.05505585257348e9, DecathermUs: 1.054804e9, ElectronVolt: EV,
  Erg: 1e-7, FootPound: 1.355817948, GigabritishThermalUnit: BTU * 1e9, GigaelectronVolt: EV * 1e9, Gigajoule: 1e9, GigawattDay: 8.64e13, GigawattHour: 3.6e12,
  HorsepowerHour: 2.6845195377e6, KilobritishThermalUnit: BTU * 1e3, Kilocalorie: 4184, KiloelectronVolt: EV * 1e3, Kilojoule: 1e3, KilowattDay: 8.64e7, KilowattHour: 3.6e6,
  MegabritishThermalUnit: BTU * 1e6, Megacalorie: 4.184e6, MegaelectronVolt: EV * 1e6, Megajoule: 1e6, MegawattDay: 8.64e10, MegawattHour: 3.6e9, Millijoule: 1e-3,
  TeraelectronVolt: EV * 1e12, TerawattDay: 8.64e16, TerawattHour: 3.6e15, ThermEc: 1.05505585262e8, ThermImperial: 1.05505585257348e8, ThermUs: 1.054804e8,
  WattDay: 86_400, WattHour: 3600,
};

const POUND_FORCE = 4.4482216152605095551842641431421;
const FORCE: Units = {
  Newton: 1, Decanewton: 10, Dyn: 1e-5, KilogramForce: 9.80665, Kilonewton: 1e3, KiloPond: 9.80665, KilopoundForce: POUND_FORCE * 1e3, Meganewton: 1e6,
  Micronewton: 1e-6, Millinewton: 1e-3, OunceForce: POUND_FORCE / 16, Poundal: 0.138254954376, PoundForce: POUND_FORCE, ShortTonForce: POUND_FORCE * 2000, TonneForce: 9806.65,
};

const LENGTH: Units = {
  Meter: 1, Angstrom: 1e-10, AstronomicalUnit: 1.495978707e11, Centimeter: 0.01, Chain: 20.1168, DataMile: 1828.8, Decameter: 10, Decimeter: 0.1, DtpPica: 0.0254 / 6,
  DtpPoint: 0.0254 / 72, Fathom: 1.8288, Foot: 0.3048, Hand: 0.1016, Hectometer: 100, Inch: 0.0254, KilolightYear: 9.46073047258e18, Kilometer: 1000,
  Kiloparsec: 3.08567758128e19, LightYear: 9.46073047258e15, MegalightYear: 9.46073047258e21, Megaparsec: 3.08567758128e22, Microinch: 2.54e-8, Micrometer: 1e-6,
  Mil: 2.54e-5, Mile: 1609.344, Millimeter: 1e-3, Nanometer: 1e-9, NauticalMile: 1852, Parsec: 3.08567758128e16, PrinterPica: 0.0254 * 400 / 2409,
  PrinterPoint: 0.0254 / 72.27, Shackle: 27.432, SolarRadius: 6.95510e8, Twip: 0.0254 / 1440, UsSurveyFoot: 1200 / 3937, Yard: 0.9144,
};

const MASS: Units = {
  Kilogram: 1, Centigram: 1e-5, Decagram: 0.01, Decigram: 1e-4, EarthMass: 5.9722e24, Grain: 6.479891e-5, Gram: 1e-3, Hectogram: 0.1, Kilopound: 453.59237, Kilotonne: 1e6,
  LongHundredweight: 50.80234544, LongTon: 1016.0469088, Megapound: 453592.37, Megatonne: 1e9, Microgram: 1e-9, Milligram: 1e-6, Nanogram: 1e-12, Ounce: 0.028349523125,
  Pound: 0.45359237, ShortHundredweight: 45.359237, ShortTon: 907.18474, Slug: 14.593902937206364, SolarMass: 1.98947e30, Stone: 6.35029318, Tonne: 1000,
};

const PER: Units = { Hour: 3600, Minute: 60, Second: 1 };
const SPEED: Units = {
  ...Object.fromEntries(['Centimeter', 'Decimeter', 'Foot', 'Inch', 'Kilometer', 'Meter', 'Micrometer', 'Mile', 'Millimeter', 'Nanometer', 'UsSurveyFoot', 'Yard'].flatMap((unit) =>
    Object.entries(PER).map(([word, seconds]) => [`${unit}Per${word}`, (LENGTH[unit] as number) / seconds]))),
  Knot: 1852 / 3600,
};

const CUBIC_FOOT = 0.3048 ** 3;
const US_GALLON = 3.785411784e-3;
const IMPERIAL_GALLON = 4.54609e-3;
const VOLUME: Units = {
  CubicMeter: 1, AcreFoot: 1 / 0.000810714, AuTablespoon: 2e-5, BoardFoot: CUBIC_FOOT / 12, Centiliter: 1e-5, CubicCentimeter: 1e-6, CubicDecimeter: 1e-3, CubicFoot: CUBIC_FOOT,
  CubicHectometer: 1e6, CubicInch: 0.0254 ** 3, CubicKilometer: 1e9, CubicMicrometer: 1e-18, CubicMile: 1609.344 ** 3, CubicMillimeter: 1e-9, CubicYard: 0.9144 ** 3,
  Decaliter: 0.01, DecausGallon: US_GALLON * 10, Deciliter: 1e-4, DeciusGallon: US_GALLON / 10, HectocubicFoot: CUBIC_FOOT * 100, HectocubicMeter: 100, Hectoliter: 0.1,
  HectousGallon: US_GALLON * 100, ImperialBeerBarrel: 0.16365924, ImperialGallon: IMPERIAL_GALLON, ImperialOunce: IMPERIAL_GALLON / 160, ImperialPint: IMPERIAL_GALLON / 8,
  KilocubicFoot: CUBIC_FOOT * 1e3, KilocubicMeter: 1e3, KiloimperialGallon: IMPERIAL_GALLON * 1e3, Kiloliter: 1, KilousGallon: US_GALLON * 1e3, Liter: 1e-3,
  MegacubicFoot: CUBIC_FOOT * 1e6, MegaimperialGallon: IMPERIAL_GALLON * 1e6, Megaliter: 1e3, MegausGallon: US_GALLON * 1e6, MetricCup: 2.5e-4, MetricTeaspoon: 5e-6,
  Microliter: 1e-9, Milliliter: 1e-6, OilBarrel: 0.158987294928, UkTablespoon: 1.5e-5, UsBeerBarrel: US_GALLON * 31, UsCustomaryCup: US_GALLON / 16, UsGallon: US_GALLON,
  UsLegalCup: 2.4e-4, UsOunce: US_GALLON / 128, UsPint: US_GALLON / 8, UsQuart: US_GALLON / 4, UsTablespoon: US_GALLON / 256, UsTeaspoon: US_GALLON / 768,
};

/** Not what every object has, such as `constructor`. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

function linear(units: Units): (v: number, from: string, to: string) => Value {
  return (v, from, to) => {
    const [a, b] = [own(units, from), own(units, to)];
    return a === undefined || b === undefined ? null : from === to ? v : (v * a) / b;
  };
}

/** Kelvin as `degrees * factor + zero`. */
const TEMPERATURE: Readonly<Record<string, readonly [factor: number, zero: number]>> = {
  Kelvin: [1, 0], DegreeCelsius: [1, 273.15], DegreeDelisle: [-2 / 3, 373.15], DegreeFahrenheit: [5 / 9, 459.67 * 5 / 9], DegreeNewton: [100 / 33, 273.15],
  DegreeRankine: [5 / 9, 0], DegreeReaumur: [5 / 4, 273.15], DegreeRoemer: [40 / 21, 273.15 - 7.5 * 40 / 21], MillidegreeCelsius: [1e-3, 273.15], SolarTemperature: [5778, 0],
};

function temperature(v: number, from: string, to: string): Value {
  const [a, b] = [own(TEMPERATURE, from), own(TEMPERATURE, to)];
  if (!a || !b) return null;
  return from === to ? v : (v * a[0] + a[1] - b[1]) / b[0];
}

const unitOp = (kind: string, convert: (v: number, from: string, to: string) => Value, args: readonly [number, string, string]): Op =>
  scalar(`convert.${kind}`, `Converts ${kind} from one unit to another.`, call(`convert_${kind}`), noCounterpart('conversion of units'), [sig(['real', 'string', 'string'], 'real', convert)],
    [[args, convert(...args), ['real', 'string', 'string']], [[1, 'Banana', args[2]], null, ['real', 'string', 'string']]]);

export const UNIT_OPS: readonly Op[] = [
  unitOp('angle', linear(ANGLE), [1.2, 'Degree', 'Arcminute']), unitOp('energy', linear(ENERGY), [1.2, 'Joule', 'BritishThermalUnit']),
  unitOp('force', linear(FORCE), [1.2, 'Newton', 'Decanewton']), unitOp('length', linear(LENGTH), [1.2, 'Meter', 'Foot']),
  unitOp('mass', linear(MASS), [1.2, 'Kilogram', 'Pound']), unitOp('speed', linear(SPEED), [1.2, 'MeterPerSecond', 'CentimeterPerHour']),
  unitOp('temperature', temperature, [1.2, 'Kelvin', 'DegreeCelsius']), unitOp('volume', linear(VOLUME), [1.2, 'CubicMeter', 'AcreFoot']),
];
