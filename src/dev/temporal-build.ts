import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.js';
import type { TemporalInstaller } from './temporal-binary.js';
import { TEMPORAL_CLI_VERSION } from './temporal-version.js';

/** The Go module that pins the Temporal CLI and all that it is made of. As far from `src/dev` as from `dist/dev`. */
const MODULE_DIR = fileURLToPath(new URL('../../devtools', import.meta.url));
const CLI_PACKAGE = 'github.com/temporalio/cli/cmd/temporal';
/** No debugging tables, and the version that `--version` shows. */
const LINK_FLAGS = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${TEMPORAL_CLI_VERSION}`;
const PROGRESS_INTERVAL_MS = 10_000;

/** Built by the Go tool chain from sources whose hashes are in `devtools/go.sum`. */
export const buildTemporal: TemporalInstaller = async ({ folder, onProgress }) => {
  if (!existsSync(MODULE_DIR)) throw new Error('the recipe, the folder "devtools" of Taskwright, is not there');
  onProgress(`Building the Temporal CLI ${TEMPORAL_CLI_VERSION} from source. It takes 5 to 10 minutes, once.`);
  const { exitCode, stderr } = await runCommand(
    'go',
    ['build', '-v', '-trimpath', '-ldflags', LINK_FLAGS, '-o', join(folder, 'temporal'), CLI_PACKAGE],
    {
      cwd: MODULE_DIR,
      // Read-only: what is built is what go.sum says, and an installed package is never written to.
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
      onErrorLine: createBuildProgress(onProgress, Date.now),
    },
  ).catch((error: unknown) => {
    throw new Error('there is no "go"; install Go 1.26 or later (https://go.dev/dl)', { cause: error });
  });
  if (exitCode !== 0) throw new Error(`"go build" failed: ${stderr.trim().split('\n').slice(-5).join('\n')}`);
};

/** Turns the lines of `go build -v` (downloads, then one package each) into a line now and then. */
export function createBuildProgress(onProgress: (line: string) => void, now: () => number): (line: string) => void {
  const startedAt = now();
  let lastAt = startedAt;
  let downloaded = 0;
  let compiled = 0;
  return (line) => {
    if (line.startsWith('go: downloading')) downloaded += 1;
    else if (!line.startsWith('go:')) compiled += 1;
    if (now() - lastAt < PROGRESS_INTERVAL_MS) return;
    lastAt = now();
    onProgress(
      `Building Temporal: ${downloaded} modules downloaded, ${compiled} packages compiled, ${Math.round((lastAt - startedAt) / 1000)} s.`,
    );
  };
}
