#!/usr/bin/env node
import * as module from 'node:module';
import { compiledScript, loader } from './load.js';

// For files that were not compiled for this Node: it keeps what it compiles itself between runs where it can (from 22.8 on).
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
const { main } = loader(compiledScript)('./program.cjs') as typeof import('./program.js');
process.exitCode = await main(process.argv.slice(2));
