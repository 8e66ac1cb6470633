import { acquireEmbeddedServers } from '../../../src/dev/embedded-servers.js';

// A command that uses the servers: takes a share, says so in one line of JSON, and stays until it is killed.
const [dataDir = ''] = process.argv.slice(2);
const { databaseUrl, temporalAddress, wasStarted } = await acquireEmbeddedServers({ dataDir });
console.log(JSON.stringify({ databaseUrl, temporalAddress, wasStarted }));
process.stdin.resume();
