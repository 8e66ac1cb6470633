import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createToolServer } from './tool-server.js';

/** Run as a program of its own, with the file to note things in as its argument. */
await createToolServer({ log: process.argv[2] ?? '' }).connect(new StdioServerTransport());
