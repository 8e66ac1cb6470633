import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { readAuthoredText } from './read-text.js';

export interface AuthoredFile {
  readonly file: string;
  readonly document: JsonObject;
}

/** Every YAML, JSON and JSON5 file of a folder, by name; none where there is no such folder. Throws invalid_input. */
export async function readFolder(folder: string): Promise<readonly AuthoredFile[]> {
  const names = await listFiles(folder);
  return Promise.all(
    names.map(async (file) => ({
      file,
      document: readAuthoredText(await readFile(join(folder, file), 'utf8'), `The file "${file}"`),
    })),
  );
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && /\.(?:ya?ml|json5?)$/i.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR'))
      return [];
    throw new TaskwrightError('invalid_input', `The folder "${folder}" cannot be read.`, { cause: thrown });
  }
}
