import { TaskwrightError } from '../domain/errors.js';

/** Errors that both stores throw in the same words. */

export function runNotFound(): TaskwrightError {
  return new TaskwrightError('not_found', 'This run does not exist.', { hint: 'List runs with "taskwright runs".' });
}

export function taskNotFound(path: string): TaskwrightError {
  return new TaskwrightError('not_found', `The run has no task at ${path}.`, { path });
}

export function runIdTaken(runId: string): TaskwrightError {
  return new TaskwrightError('conflict', `The run id "${runId}" is taken.`, {
    hint: 'A run id is never used twice: choose another one, or leave it out.',
  });
}

export function taskIdTaken(path: string): TaskwrightError {
  return new TaskwrightError('conflict', `The task id of ${path} is taken by another task of the workspace.`, {
    path,
    hint: 'Choose another task id, or leave it out.',
  });
}

export function definitionVersionTaken(id: string, version: string): TaskwrightError {
  return new TaskwrightError('conflict', `Version ${version} of "${id}" exists with another body.`, {
    hint: 'Raise the version: what was pushed is never changed.',
  });
}
