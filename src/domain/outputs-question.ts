/** What the engine itself asks about a task that has done its work: its own `outputs`. */
export const OUTPUTS_QUESTION = '$outputs';
