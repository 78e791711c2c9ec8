import { homedir } from 'node:os';
import type { Ports } from '../actions/ports.ts';
import type { Stage } from '../core/events.ts';
import type { Target } from '../core/target.ts';
import type { Reporter } from '../ui/reporter.ts';
import type { TargetFlags } from './flags/target.ts';
import { self } from './self.ts';
import { stopSignal } from './stop-signal.ts';
import { systemClock } from './system-clock.ts';

/** The cluster that the flags and the environment name. Heavy modules load here, not earlier. */
export async function openTarget(flags: TargetFlags): Promise<Target> {
  const { openCluster } = await import('../cluster/open-cluster.ts');
  return openCluster({
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
    ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }),
    environment: process.env,
    home: homedir(),
    version: self().version,
  });
}

export interface VerbOptions {
  readonly flags: TargetFlags & { readonly output: 'json' | undefined };
  /** What the verb goes through, for the list on a terminal. */
  readonly stages: readonly Stage[];
}

/**
 * Opens the world for one long verb, runs it, and closes everything whatever happens. The
 * result is printed by the caller, after the screen is at rest.
 */
export async function withPorts<Result>(
  { flags, stages }: VerbOptions,
  work: (ports: Ports) => Promise<Result>,
): Promise<Result> {
  const reporter = await chooseReporter(flags.output, stages);
  const stop = stopSignal();
  let target: Target | undefined;
  try {
    target = await openTarget(flags);
    const result = await work(portsOf(target, reporter, stop.signal));
    await reporter.end('done');
    return result;
  } catch (error) {
    await reporter.end('failed');
    throw error;
  } finally {
    stop.release();
    await target?.close();
  }
}

function portsOf(target: Target, reporter: Reporter, signal: AbortSignal): Ports {
  return {
    target,
    readSource: async (url, reading) => {
      const { readHttpSource } = await import('../models/read-http-source.ts');
      return readHttpSource(url, { signal: reading });
    },
    clock: systemClock,
    randomId: () => crypto.randomUUID(),
    emit: (event) => reporter.emit(event),
    signal,
    self: self(),
  };
}

// listr2 only where somebody watches: it costs start-up time, and its frames would fill a log.
async function chooseReporter(
  output: 'json' | undefined,
  stages: readonly Stage[],
): Promise<Reporter> {
  if (output === 'json') {
    const { ndjsonReporter } = await import('../ui/reporters/ndjson.ts');
    return ndjsonReporter((text) => process.stdout.write(text));
  }
  if (process.stderr.isTTY && process.env.CI === undefined && process.env.TERM !== 'dumb') {
    const { tasksReporter } = await import('../ui/reporters/tasks.ts');
    return tasksReporter(stages, process.stderr);
  }
  const { linesReporter } = await import('../ui/reporters/lines.ts');
  return linesReporter((text) => process.stderr.write(text));
}
