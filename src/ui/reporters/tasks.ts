import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { LlmkubeEvent, Stage } from '../../core/events.ts';
import { printable } from '../printable.ts';
import { describeEvent, type Reporter, stageTitles } from '../reporter.ts';
import { pausableStream } from './pausable-stream.ts';

interface Gate {
  /** Takes lines while the stage runs. */
  show: (line: string) => void;
  readonly over: Promise<StageOutcome>;
  finish: (outcome: StageOutcome) => void;
}

type StageOutcome = { kind: 'done'; summary: string } | { kind: 'skipped' } | { kind: 'failed' };

/**
 * A list of stages on a terminal. Warnings are repeated below it, because the list draws over
 * what is printed while it runs.
 */
export function tasksReporter(stages: readonly Stage[], stream: NodeJS.WriteStream): Reporter {
  const warnings: string[] = [];
  let current: Stage | undefined;
  const terminal = pausableStream(stream);
  let list = openList(groupOf(stages, stages[0]), terminal.stream);
  return {
    pause: terminal.pause,
    emit(event) {
      if (event.type === 'stageStarted') {
        current = event.stage;
        if (!list.gates.has(current))
          list = openList(groupOf(stages, current), terminal.stream, list);
        skipBefore(list.gates, event.stage);
      }
      if (event.type === 'stageEnded') {
        list.gates.get(event.stage)?.finish({ kind: 'done', summary: event.summary });
        return;
      }
      const line = describeEvent(event);
      if (line === undefined) return;
      if (isLasting(event)) warnings.push(printable(line));
      if (current !== undefined) list.gates.get(current)?.show(printable(line));
    },
    rest: () => list.run,
    async end(outcome) {
      if (outcome === 'failed' && current !== undefined)
        list.gates.get(current)?.finish({ kind: 'failed' });
      for (const gate of list.gates.values()) gate.finish({ kind: 'skipped' });
      await list.run;
      for (const warning of warnings) stream.write(`${warning}\n`);
    },
  };
}

type Gates = ReadonlyMap<Stage, Gate>;

interface OpenList {
  readonly gates: Gates;
  /** Ends when every stage of it is over and nothing is drawn any more. */
  readonly run: Promise<void>;
}

// The plan is a list of its own: a question may follow it, and nothing is drawn meanwhile.
function groupOf(stages: readonly Stage[], stage: Stage | undefined): readonly Stage[] {
  return stage === 'plan' ? [stage] : stages.filter((other) => other !== 'plan');
}

function openList(
  stages: readonly Stage[],
  stream: NodeJS.WriteStream,
  before?: OpenList,
): OpenList {
  const gates = new Map(stages.map((stage) => [stage, openGate()]));
  for (const gate of before?.gates.values() ?? []) gate.finish({ kind: 'skipped' });
  const run = (before?.run ?? Promise.resolve()).then(() => startList(gates, stream));
  return { gates, run };
}

function isLasting({ type }: LlmkubeEvent): boolean {
  return type === 'warning' || type === 'objectKept';
}

function openGate(): Gate {
  let finish: Gate['finish'] = () => {};
  const over = new Promise<StageOutcome>((resolve) => {
    finish = resolve;
  });
  return { show: () => {}, over, finish };
}

function skipBefore(gates: ReadonlyMap<Stage, Gate>, stage: Stage): void {
  for (const [earlier, gate] of gates) {
    if (earlier === stage) return;
    gate.finish({ kind: 'skipped' });
  }
}

async function startList(
  gates: ReadonlyMap<Stage, Gate>,
  stream: NodeJS.WriteStream,
): Promise<void> {
  const list = new Listr<unknown, 'default', 'simple'>(
    [...gates].map(([stage, gate]) => ({
      title: stageTitles[stage],
      task: (_context: unknown, task: Task) => followGate(gate, stageTitles[stage], task),
      rendererOptions: { outputBar: 4 },
    })),
    {
      // The command owns signals; a second handler would end the process half way.
      registerSignalListeners: false,
      exitOnError: true,
      rendererOptions: {
        showErrorMessage: false,
        logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
      },
    },
  );
  // A failed stage is shown here; its error is the command's and printed by it.
  await list.run().catch(() => undefined);
}

/** The part of listr2's task that is used here. */
interface Task {
  title: string;
  output: string;
  skip(): void;
}

async function followGate(gate: Gate, title: string, task: Task): Promise<void> {
  gate.show = (line) => {
    task.output = line;
  };
  const outcome = await gate.over;
  if (outcome.kind === 'failed') throw new Error(title);
  if (outcome.kind === 'skipped') task.skip();
  else task.title = `${title}: ${outcome.summary}`;
}
