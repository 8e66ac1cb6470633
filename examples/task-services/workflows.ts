import { registerOrchestrator, workflow } from 'taskwright/workflow';
import { rolloutOrchestrator } from './rollout-orchestrator.js';

registerOrchestrator(rolloutOrchestrator);

/** What the worker's `workflowsPath` names: Taskwright's workflow, which knows the kind from now on. */
export default workflow;
