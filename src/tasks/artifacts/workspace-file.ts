import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TaskwrightError } from '../../domain/errors.js';
import { MAX_ARTIFACT_BYTES } from './artifact.js';

/** A file that was named below the workspace's folder. */
export interface WorkspaceFile {
  /** Below the folder, written with `/`. */
  readonly path: string;
  /** Null where no such file is found: it lies on the machine of whoever named it. */
  readonly content: AsyncIterable<Uint8Array> | null;
  close(): Promise<void>;
}

/**
 * Opens files that the workspace's folder holds, all or none; who asks closes them. Throws invalid_input for one that leads
 * out of it, by its path or by a link, for what is no file or cannot be read, and for more than 64 MiB.
 */
export async function openWorkspaceFiles(folder: string, paths: readonly string[]): Promise<readonly WorkspaceFile[]> {
  const opened: WorkspaceFile[] = [];
  try {
    for (const path of paths) opened.push(await openWorkspaceFile(folder, path));
    return opened;
  } catch (thrown) {
    for (const file of opened) await file.close();
    throw thrown;
  }
}

async function openWorkspaceFile(folder: string, path: string): Promise<WorkspaceFile> {
  const inside = toPathInside(folder, path);
  const target = await findInside(folder, path, inside);
  if (target === null) return { path: inside, content: null, close: () => Promise.resolve() };
  const file = await openOnly(target, path);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refused(path, 'is no file');
    if (stats.size > MAX_ARTIFACT_BYTES) throw refused(path, `has more than ${MAX_ARTIFACT_BYTES / 1024 / 1024} MiB`);
    return { path: inside, content: readUpTo(file, stats.size), close: () => file.close() };
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

function toPathInside(folder: string, path: string): string {
  const inside = relative(folder, resolve(folder, path));
  const isOutside = inside === '' || leadsUp(inside) || path.includes('\0');
  if (isOutside) throw refused(path, "is not below the workspace's folder");
  return inside.replaceAll(sep, '/');
}

function leadsUp(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

/** Where it really is, links followed; null where nothing is. */
async function findInside(folder: string, path: string, inside: string): Promise<string | null> {
  try {
    const [base, target] = await Promise.all([realpath(folder), realpath(join(folder, inside))]);
    const place = relative(base, target);
    if (place === '' || leadsUp(place)) throw refused(path, "leads out of the workspace's folder");
    return target;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR'))
      return null;
    throw thrown instanceof TaskwrightError ? thrown : refused(path, 'cannot be read', thrown);
  }
}

/** A pipe does not make it wait, and a link that was put there in the meantime is not followed. */
async function openOnly(target: string, path: string): Promise<FileHandle> {
  try {
    return await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    throw refused(path, 'cannot be read', thrown);
  }
}

/** As long as it was when it was opened, should it grow meanwhile. */
async function* readUpTo(file: FileHandle, size: number): AsyncGenerator<Uint8Array, void> {
  if (size === 0) return;
  for await (const part of file.createReadStream({ start: 0, end: size - 1, autoClose: false })) yield part;
}

function refused(path: string, why: string, cause?: unknown): TaskwrightError {
  return new TaskwrightError('invalid_input', `"file_paths": "${path.slice(0, 200)}" ${why}.`, {
    hint: "Name files below the workspace's folder, or hand the content in.",
    cause,
  });
}
