import { describeCause } from '../../errors/describe-cause.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { PluginEntry } from '../kubeconfig/kubeconfig.ts';
import type { Aside } from './credentials.ts';
import { describeExecInfo } from './exec-credential.ts';
import type { PluginOptions } from './plugin-credentials.ts';

/** Runs a credential plugin by client-go's protocol and resolves to what it printed. */
export async function runPlugin(options: PluginOptions): Promise<string> {
  const { plugin } = options;
  const isInteractive = decideInteraction(plugin, options.isInteractive);
  const aside: Aside = (isInteractive ? options.aside : undefined) ?? ((work) => work());
  const outcome = await aside(() => execute(options, isInteractive));
  if (outcome.exitCode === 0) return outcome.stdout;
  if (outcome.code === 'ENOENT') throw notInstalled(plugin);
  throw failed(plugin, outcome.exitCode, outcome.stderr ?? '');
}

async function execute(options: PluginOptions, isInteractive: boolean) {
  const { plugin, access, environment } = options;
  const { execa } = await import('execa');
  return await execa(plugin.command, plugin.args, {
    env: {
      ...environment,
      ...plugin.env,
      KUBERNETES_EXEC_INFO: describeExecInfo(plugin, access, isInteractive),
    },
    extendEnv: false,
    stdin: isInteractive ? 'inherit' : 'ignore',
    stderr: isInteractive ? 'inherit' : 'pipe',
    reject: false,
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
}

// An older plugin version need not say whether it asks questions.
function decideInteraction(plugin: PluginEntry, canAsk: boolean): boolean {
  if (plugin.interactiveMode === 'Never') return false;
  if (plugin.interactiveMode === 'Always' && !canAsk) {
    throw new LlmkubeError(
      'UNAUTHENTICATED',
      `Cannot run credential plugin \`${plugin.command}\`: it asks questions and there is no terminal`,
      { facts: { command: plugin.command } },
    );
  }
  return canAsk;
}

function notInstalled(plugin: PluginEntry): LlmkubeError {
  const hint = describeCause(plugin.installHint);
  const fact = hint === '' ? 'it is not installed' : `it is not installed. ${hint}`;
  return new LlmkubeError(
    'UNAUTHENTICATED',
    `Cannot run credential plugin \`${plugin.command}\`: ${fact}`,
    { facts: { command: plugin.command, installHint: hint } },
  );
}

function failed(plugin: PluginEntry, exitCode: number | undefined, stderr: string): LlmkubeError {
  const words = describeCause(withoutValues(stderr.trim().split('\n').at(-1) ?? '', plugin));
  const ending =
    exitCode === undefined ? 'it could not be run' : `it ended with status ${exitCode}`;
  return new LlmkubeError(
    'UNAUTHENTICATED',
    `Cannot run credential plugin \`${plugin.command}\`: ${words === '' ? ending : `${ending}: ${words}`}`,
    { facts: { command: plugin.command } },
  );
}

// A plugin that complains may repeat what the kubeconfig gave it to log in with.
function withoutValues(text: string, { env }: PluginEntry): string {
  const values = Object.values(env).filter((value) => value.length >= shortestSecret);
  return values.reduce((left, value) => left.replaceAll(value, '[redacted]'), text);
}

// Shorter values are switches, and words would be lost with them.
const shortestSecret = 6;
