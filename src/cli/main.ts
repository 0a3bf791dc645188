#!/usr/bin/env node
import * as module from 'node:module';

// Before the rest is loaded: what V8 compiles is kept between runs where Node can (from 22.8 on).
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
if ((process.features as { readonly require_module?: boolean }).require_module !== true) await (await import('./deferred.js')).preload();
const { main } = await import('./program.js');
process.exitCode = await main(process.argv.slice(2));
