import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type BundleOptions, type WorkflowBundleOption } from '@temporalio/worker';

/** Built beside this file by the build; bundling at every start takes seconds. */
const PREBUILT = fileURLToPath(new URL('../workflow-bundle.cjs', import.meta.url));

/** What node runs without help is run as it is: no helpers for spreads and class fields. */
const SANDBOX_TARGET = 'es2022';

/** A compiled module of ours, or its source where the project runs from source. */
function toModulePath(name: string): string {
  const compiled = fileURLToPath(new URL(`../workflows/${name}.js`, import.meta.url));
  return existsSync(compiled) ? compiled : fileURLToPath(new URL(`../workflows/${name}.ts`, import.meta.url));
}

/**
 * The code that runs in the sandbox. With kinds of the user's own, `workflowsPath` is a module whose default export is
 * Taskwright's workflow and which registers their orchestrators; it is bundled here.
 */
export async function loadWorkflowBundle(workflowsPath?: string): Promise<WorkflowBundleOption> {
  if (workflowsPath === undefined && existsSync(PREBUILT)) return { codePath: PREBUILT };
  return bundle(workflowsPath ?? toModulePath('index'));
}

export async function bundle(workflowsPath: string): Promise<{ readonly code: string }> {
  return bundleWorkflowCode({
    workflowsPath,
    preloadModules: [toModulePath('preload')],
    logger: {
      log: () => undefined,
      trace: () => undefined,
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (message) => void process.stderr.write(`${message}\n`),
    },
    webpackConfigHook: (config) => ({
      ...config,
      // Stacks name files and lines; the sources themselves would be half of the bundle, and absolute paths name a machine.
      devtool: 'inline-nosources-source-map',
      output: { ...config.output, devtoolModuleFilenameTemplate: toSourceName },
      resolve: {
        ...config.resolve,
        extensionAlias: { '.js': ['.ts', '.js'] },
        // The same engine as the worker's, wherever the user's module finds the package.
        alias: { ...config.resolve?.alias, 'taskwright/workflow$': toModulePath('extend') },
      },
      module: { ...config.module, rules: (config.module?.rules ?? []).map(withTarget) },
    }),
  });
}

/** Relative to where the bundler was called; of what is left out, without the folder that asked for it. */
function toSourceName({ resourcePath }: { readonly resourcePath: string }): string {
  return resourcePath.replace(/^ignored\|.*\|/, './');
}

type Rules = NonNullable<
  NonNullable<Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0]['module']>['rules']
>;

/** The bundler's own rule for TypeScript, with our target in place of es2017. */
function withTarget(rule: Rules[number]): Rules[number] {
  if (typeof rule !== 'object' || !rule || typeof rule.use !== 'object' || Array.isArray(rule.use)) return rule;
  const { options } = rule.use;
  if (typeof options !== 'object' || !('jsc' in options) || typeof options['jsc'] !== 'object') return rule;
  return { ...rule, use: { ...rule.use, options: { ...options, jsc: { ...options['jsc'], target: SANDBOX_TARGET } } } };
}
