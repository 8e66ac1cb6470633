import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DEFINITIONS = {
  hello: `
id: hello
version: 1.0.0
input: { type: object, required: [name], properties: { name: { type: string } } }
tasks:
  - { id: greet, action: transform, with: { text: "Hello \${{ input.name }}" } }
  - { id: rest, action: noop }
outputs: { text: "\${{ tasks.greet.output.text }}" }
`,
  broken: `
id: broken
tasks:
  - { id: sum, action: transform, with: { n: "\${{ input.missing }}" } }
  - { id: rest, action: noop }
`,
  late: `
id: late
kind: wait
signal: never
timeout: 200ms
`,
  release: `
id: release
tasks:
  - { id: ci, kind: wait, signal: ci-finished, accept: signal.payload.ok, correlation: pr-7 }
  - { id: qa, action: external }
  - { id: approve, kind: wait, approval: { roles: [pm] } }
outputs: { qa: "\${{ tasks.qa.output }}", by: "\${{ tasks.approve.output.decisions[0].by }}" }
`,
};

/** Writes the definitions of these tests as files; `release.yaml` waits for a signal, for someone outside, and for approval. */
export function writeDefinitions(folder: string): void {
  for (const [name, text] of Object.entries(DEFINITIONS)) writeFileSync(join(folder, `${name}.yaml`), text);
}
