import './run.js';

/**
 * Evaluated once a worker, before its first workflow: a run starts 2 ms sooner when the engine is there already. Nothing
 * in it may keep what belongs to one run.
 *
 * Temporal keeps the stack of each promise that a workflow makes, which takes more time than all that the engine does
 * itself. Two frames are what those stacks have on top without saying anything; of an error they are the two that say
 * most. It cannot be changed later: what is global is frozen before the first workflow.
 */
Object.assign(Error, { stackTraceLimit: 2 });
