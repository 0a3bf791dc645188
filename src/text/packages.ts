import type * as H3 from 'h3-js';
import type * as Pako from 'pako';
import type * as Re2 from 're2js';
import type * as Toml from 'smol-toml';
import type * as Yaml from 'yaml';

/**
 * Packages that are large and rarely needed. `require` runs a package when it is first asked for, within a call that gives its result at
 * once, which an `import` cannot. The bundler (scripts/build.mjs) resolves these calls: the command line has each package as a file beside
 * it, read by the first query that calls it; the library for browsers has them inside, not run before. So that nothing else pays for
 * them, ask only where a function is evaluated (`prepared`), never when a module is loaded.
 */
export const h3Package = (): typeof H3 => require('h3-js') as typeof H3;
export const pakoPackage = (): typeof Pako => require('pako') as typeof Pako;
export const re2Package = (): typeof Re2 => require('re2js') as typeof Re2;
export const tomlPackage = (): typeof Toml => require('smol-toml') as typeof Toml;
export const yamlPackage = (): typeof Yaml => require('yaml') as typeof Yaml;
