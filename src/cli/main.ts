#!/usr/bin/env node
import { batch } from './batch.js';

process.exitCode = await batch();
