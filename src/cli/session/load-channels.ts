import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TaskwrightError } from '../../domain/errors.js';
import { parseChannelFile, type ChannelFile } from '../../notifications/channels/channel-file.js';

/** The file that the environment names, else `channels.yaml` of the data folder, if there is one. Throws invalid_input. */
export function loadChannels(
  file: string | null,
  { cwd, dataDir }: { readonly cwd: string; readonly dataDir: string },
): ChannelFile | null {
  const usual = join(dataDir, 'channels.yaml');
  const path = file === null ? usual : resolve(cwd, file);
  if (file === null && !existsSync(usual)) return null;
  return parseChannelFile(read(path));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file of channels cannot be read: ${path}.`, {
      hint: 'TASKWRIGHT_CHANNELS names a YAML file.',
      cause: thrown,
    });
  }
}
