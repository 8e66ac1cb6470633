import { defineWorkflow } from 'taskwright';

/** Editors complete and check it as they do any TypeScript; `taskwright run article.ts --actions actions.ts` runs it. */
export default defineWorkflow({
  id: 'article',
  version: '1.0.0',
  input: {
    type: 'object',
    required: ['text', 'limit'],
    properties: { text: { type: 'string' }, limit: { type: 'integer' } },
  },
  tasks: [
    { id: 'count', action: 'count-words', with: { text: '${{ input.text }}' }, inline: true },
    {
      id: 'verdict',
      kind: 'router',
      cases: [{ when: 'tasks.count.output.words > input.limit', do: { action: 'transform', with: { fits: false } } }],
      default: { action: 'transform', with: { fits: true } },
    },
  ],
  outputs: { words: '${{ tasks.count.output.words }}', fits: '${{ tasks.verdict.output.fits }}' },
});
