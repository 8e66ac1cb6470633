import { readBuiltIn } from '../authored/built-in-folder.js';
import { readFolder } from '../authored/read-folder.js';
import { readRegistrations } from '../registrations.js';
import type { TasksContext } from '../tasks-context.js';
import { parseSpecialist, type Specialist } from './specialist.js';

/** By name. What is registered hides a file, a file what is built in. Throws invalid_input for a file that is wrong. */
export async function listAllSpecialists(
  context: Pick<TasksContext, 'db' | 'workspace' | 'folders'>,
): Promise<readonly Specialist[]> {
  const [builtIn, own, registered] = await Promise.all([
    readBuiltIn('specialists'),
    readFolder(context.folders.specialists),
    readRegistrations(context, 'specialist'),
  ]);
  const found = new Map<string, Specialist>();
  for (const { file, document } of [...builtIn, ...own]) {
    const specialist = parseSpecialist({ name: file.replace(/\.[^.]*$/, ''), ...document }, `The role file "${file}"`);
    found.set(specialist.name, specialist);
  }
  for (const document of registered) {
    const specialist = parseSpecialist(document, 'The registered role');
    found.set(specialist.name, specialist);
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** By its name, else by another word for it; who nobody described works as the generic one. */
export function findSpecialist(all: readonly Specialist[], type: string | null): Specialist | null {
  const found =
    all.find(({ name }) => name === type) ?? all.find(({ aliases }) => type !== null && aliases.includes(type));
  if (found) return found;
  const generic = all.find(({ name }) => name === 'generic') ?? null;
  return generic === null || type === null ? generic : { ...generic, name: type, role: type.replaceAll('_', ' ') };
}
