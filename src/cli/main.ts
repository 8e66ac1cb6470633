#!/usr/bin/env node
import { createProcessIo } from './process-io.js';
import { runCli } from './run-cli.js';

const io = createProcessIo(process);
const exitCode = await runCli(process.argv.slice(2), io);
await io.flush();
process.exit(exitCode);
