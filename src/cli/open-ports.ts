import { homedir } from 'node:os';
import { interruption } from '../actions/interruption.ts';
import type { Ports } from '../actions/ports.ts';
import type { RequestReport } from '../cluster/http/connection.ts';
import type { ClusterOptions } from '../cluster/open-cluster.ts';
import type { Stage } from '../core/events.ts';
import type { Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { printable } from '../ui/printable.ts';
import { type Reporter, warnOnce } from '../ui/reporter.ts';
import { checkNamespace } from './check-namespace.ts';
import { type DoneSoFar, doneSoFar } from './done-so-far.ts';
import type { TargetFlags } from './flags/target.ts';
import { headerReader } from './header-reader.ts';
import { hubAccess } from './hub-access.ts';
import { requestLine } from './request-line.ts';
import { self } from './self.ts';
import { stopSignal } from './stop-signal.ts';
import { systemClock } from './system-clock.ts';
import { trustAuthorityFile } from './trust-authority-file.ts';
import { weightsReader } from './weights-reader.ts';

export interface TargetListeners {
  readonly signal?: AbortSignal | undefined;
  /** Hears what the API server warns of; by default a line on standard error. */
  readonly onWarning?: (text: string) => void;
  /** Runs what asks at the terminal, while nothing else is drawn there. */
  readonly aside?: <Asked>(work: () => Promise<Asked>) => Promise<Asked>;
}

/** The target that the flags and the environment name. Heavy modules load here, not earlier. */
export async function openTarget(
  flags: TargetFlags,
  { signal, onWarning = printWarning, aside }: TargetListeners = {},
): Promise<Target> {
  if (flags.local === true) {
    const [{ openMachine }, { checkLocalFlags }] = await Promise.all([
      import('./open-machine.ts'),
      import('./check-local-flags.ts'),
    ]);
    checkLocalFlags(flags);
    return await openMachine({ signal, onNotice: onWarning });
  }
  const [{ openCluster }, options] = await Promise.all([
    import('../cluster/open-cluster.ts'),
    clusterOptions(flags, { signal, onWarning, ...(aside === undefined ? {} : { aside }) }),
  ]);
  return openCluster(options);
}

/** Everything that the flags and the environment say of a cluster and of the way to it. */
export async function clusterOptions(
  flags: TargetFlags,
  { signal, onWarning = printWarning, aside }: TargetListeners = {},
): Promise<ClusterOptions> {
  const authorities = flags['ca-file'] ?? process.env.LLMKUBE_CA_FILE;
  const extraAuthority = await trustAuthorityFile(authorities);
  return {
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
    ...(flags.namespace ? { namespace: checkNamespace(flags.namespace) } : {}),
    environment: process.env,
    home: homedir(),
    version: self().version,
    isInteractive: process.stdin.isTTY,
    aside,
    signal,
    extraAuthority,
    onWarning,
    onRequest: flags.verbose === true ? printRequest : undefined,
  };
}

function printWarning(text: string): void {
  process.stderr.write(`Warning: ${printable(text)}\n`);
}

function printRequest(report: RequestReport): void {
  process.stderr.write(requestLine(report));
}

export interface VerbOptions {
  readonly flags: TargetFlags & {
    readonly output: 'json' | undefined;
    /** Nobody is asked, where the verb asks at all. */
    readonly yes?: boolean;
  };
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
  const stop = stopSignal();
  let target: Target | undefined;
  let reporter: Reporter | undefined;
  const done = doneSoFar();
  const early: string[] = [];
  const warn = (message: string) => {
    if (reporter === undefined) early.push(message);
    else reporter.emit({ type: 'warning', message });
  };
  try {
    // A credential plugin may ask questions, so the screen is drawn after it.
    target = await openTarget(flags, {
      signal: lateStop(stop.signal),
      onWarning: warn,
      aside: async (work) => {
        const resume = reporter?.pause?.();
        return await work().finally(() => resume?.());
      },
    });
    reporter = warnOnce(await chooseReporter(flags, stages));
    early.forEach(warn);
    const confirm = confirmBy(flags, reporter, stop.signal);
    const result = await work(portsOf(target, { reporter, confirm, done }, stop.signal));
    await reporter.end('done');
    return result;
  } catch (error) {
    await reporter?.end('failed');
    throw stop.signal.aborted ? asInterruption(error, done, stop.signal) : error;
  } finally {
    stop.release();
    await target?.close();
  }
}

/** Writes that are under way get so long to finish, and the record to be written. */
const graceMilliseconds = 3000;

// What hangs when the command is told to end must not hold it for minutes.
function lateStop(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  signal.addEventListener('abort', () => {
    setTimeout(() => controller.abort(signal.reason), graceMilliseconds).unref();
  });
  return controller.signal;
}

// Whatever breaks after the signal broke because of it.
function asInterruption(error: unknown, done: DoneSoFar, signal: AbortSignal): unknown {
  if (error instanceof LlmkubeError && /^(INTERRUPTED|TERMINATED)$/.test(error.code)) return error;
  const end = error instanceof LlmkubeError ? error.message : 'a request had no answer in time';
  return interruption(signal, 'finish', {
    fact: `${end}; ${done.sentence()}`,
    suggestions: ['the same command again'],
    facts: done.facts(),
  });
}

// What replaces pods goes on by itself where nobody can be asked; loss has its own question.
function confirmBy(
  { yes, output }: VerbOptions['flags'],
  reporter: Reporter,
  signal: AbortSignal,
): Ports['confirm'] {
  return async (question) => {
    const { askOnTerminal, hasTerminal } = await import('./ask-on-terminal.ts');
    if (yes === true || process.env.CI !== undefined || !hasTerminal(output)) return true;
    await reporter.rest();
    const answer = await askOnTerminal(question, signal);
    if (answer !== 'interrupted') return answer === 'yes';
    const stopped = signal.aborted ? signal : AbortSignal.abort('SIGINT');
    throw interruption(stopped, 'go on', { fact: 'nothing was changed', suggestions: [] });
  };
}

interface Screen {
  readonly reporter: Reporter;
  readonly confirm: Ports['confirm'];
  readonly done: DoneSoFar;
}

function portsOf(target: Target, { reporter, confirm, done }: Screen, signal: AbortSignal): Ports {
  return {
    target,
    confirm,
    readSource: async (question, reading) => {
      const { readSource } = await import('../models/read-source.ts');
      const hub = () => hubAccess(process.env, homedir());
      return readSource(question, hub, { signal: reading, environment: process.env });
    },
    readHeader: headerReader(() => hubAccess(process.env, homedir())),
    ...weightsReader(() => hubAccess(process.env, homedir()), { signal, environment: process.env }),
    clock: systemClock,
    randomId: () => crypto.randomUUID(),
    emit: (event) => {
      done.hear(event);
      reporter.emit(event);
    },
    signal,
    self: self(),
  };
}

// listr2 only where somebody watches: it costs start-up time, and its frames would fill a log.
async function chooseReporter(
  { output, verbose }: VerbOptions['flags'],
  stages: readonly Stage[],
): Promise<Reporter> {
  if (output === 'json') {
    const { ndjsonReporter } = await import('../ui/reporters/ndjson.ts');
    return ndjsonReporter((text) => process.stdout.write(text));
  }
  // The list draws over what else is printed, and requests are.
  const isWatched = process.stderr.isTTY && verbose !== true && stages.length > 0;
  if (isWatched && process.env.CI === undefined && process.env.TERM !== 'dumb') {
    const { tasksReporter } = await import('../ui/reporters/tasks.ts');
    return tasksReporter(stages, process.stderr);
  }
  const { linesReporter } = await import('../ui/reporters/lines.ts');
  return linesReporter((text) => process.stderr.write(text));
}
