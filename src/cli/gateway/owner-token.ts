import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tokens } from '../../access/tokens.js';
import { toPerson } from '../inputs/to-person.js';

/** The token of whoever typed `up`, in a file that only they can read. Null where there is none. */
export function readOwnerToken(dataDir: string): string | null {
  try {
    return readFileSync(toOwnerTokenFile(dataDir), 'utf8').trim();
  } catch {
    return null;
  }
}

/** Keeps the one that is there as long as it is valid. Answers the file. */
export async function writeOwnerToken(tokens: Tokens, dataDir: string): Promise<string> {
  const file = toOwnerTokenFile(dataDir);
  const present = readOwnerToken(dataDir);
  if (present !== null && (await tokens.find(present)) !== null) return file;
  const { name } = toPerson();
  const { token } = await tokens.create({ name, roles: [], scopes: ['admin'], workspaces: null, isOwner: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${token}\n`, { mode: 0o600 });
  renameSync(temporary, file);
  return file;
}

function toOwnerTokenFile(dataDir: string): string {
  return join(dataDir, 'owner-token');
}
