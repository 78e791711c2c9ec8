import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replicasOf } from '../../../src/core/agent-protocol/host-pod.ts';
import { readDesired } from '../../../src/host/machine-objects.ts';
import { openMachineRecords } from '../../../src/host/machine-records.ts';
import { openVersionedFiles } from '../../../src/host/versioned-files.ts';
import type { DeathMachine } from './death-machine.ts';
import type { Outcome } from './death-round.ts';
import type { DyingChange } from './dying-change.ts';

/** What a user could find when all is over. */
export interface StateAfter {
  readonly exitCode: number;
  readonly stderr: string;
  readonly agents: number;
  readonly engine: DyingChange['engine'] | 'are several';
  /** As the record has it, and as the engine was told. */
  readonly askedContext: number | undefined;
  readonly contextLength: number | undefined;
  readonly wanted: number | 'gone' | undefined;
  readonly record: string;
  /** Starts of an engine while another one of the release ran. */
  readonly overlaps: string;
  readonly isBystanderThere: boolean;
  /** What only an agent or a writer under way needs, and what is of no release. */
  readonly left: readonly string[];
}

interface Intent {
  readonly serving?: { readonly contextLength?: number };
}

/** What should be once an agent is there again that was ended on purpose. */
export function expectedRevived(change: DyingChange, found: StateAfter): StateAfter {
  return expectedAfter({ ...change, engine: 'is another', isAgentGone: false }, found);
}

/** What should be; of what `change` says nothing it stays as it was asked for before. */
export function expectedAfter(change: DyingChange, { askedContext }: StateAfter): StateAfter {
  const { engine, contextLength = askedContext, wanted = 1, isAgentGone = false } = change;
  return {
    exitCode: 0,
    stderr: '',
    agents: isAgentGone ? 0 : 1,
    engine,
    askedContext: contextLength,
    contextLength: engine === 'is none' ? undefined : contextLength,
    wanted,
    record: wanted === 'gone' ? 'none' : 'deployed',
    overlaps: '',
    isBystanderThere: true,
    left: [],
  };
}

export async function stateAfter(
  machine: DeathMachine,
  { last, enginesBefore }: Outcome,
): Promise<StateAfter> {
  const { state, home } = machine;
  const engines = await machine.engines();
  const agents = await machine.agents();
  const overlaps = join(home, 'overlaps');
  return {
    exitCode: last.exitCode,
    stderr: last.exitCode === 0 ? '' : last.stderr,
    agents: agents.length,
    engine: fateOf(engines, enginesBefore),
    contextLength: engines.length === 1 ? optionOf(engines[0] ?? 0, '--ctx-size') : undefined,
    ...(await asked(state)),
    overlaps: existsSync(overlaps) ? readFileSync(overlaps, 'utf8') : '',
    isBystanderThere: machine.bystander.isThere(),
    left: await leftovers(state, { agents, engines }),
  };
}

function fateOf(now: readonly number[], before: readonly number[]): StateAfter['engine'] {
  if (now.length > 1) return 'are several';
  if (now[0] === undefined) return 'is none';
  return before.includes(now[0]) ? 'stays' : 'is another';
}

function optionOf(pid: number, option: string): number {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return Number(words[words.indexOf(option) + 1]);
}

async function asked(
  state: string,
): Promise<Pick<StateAfter, 'wanted' | 'record' | 'askedContext'>> {
  const [desired] = await readDesired(openVersionedFiles(join(state, 'desired')));
  const files = openVersionedFiles(join(state, 'records'));
  const stored = await openMachineRecords({ files, now: () => 0 }).readRecord('tiny');
  const record = stored?.record.state;
  const { serving } = (stored?.record.intent ?? {}) as Intent;
  return {
    askedContext: serving?.contextLength,
    wanted: desired === undefined ? 'gone' : replicasOf(desired),
    record: record === undefined ? 'none' : (record.pending?.kind ?? record.phase),
  };
}

/** What no later command of this user would remove. */
async function leftovers(
  state: string,
  { agents, engines }: { readonly agents: readonly number[]; readonly engines: readonly number[] },
): Promise<readonly string[]> {
  const names = await readdir(state, { recursive: true });
  const isGone = (await openVersionedFiles(join(state, 'desired')).read('tiny')) === undefined;
  const own = agents.map((agent) => `run/agent-${agent}.sock`);
  const isOfDeadAgent = (name: string) => /^run\/agent-/.test(name) && !own.includes(name);
  const isOldText = (name: string) =>
    /\/\d+\.[0-9a-f]+\.json$/.test(name) && !names.includes(name.replace(/json$/, 'now'));
  return names.filter(
    (name) =>
      /^api-key\./.test(name) ||
      // The start of an agent clears these, and that of an engine those.
      (agents.length > 0 && (isOfDeadAgent(name) || isOldText(name))) ||
      (engines.length > 0 && /\.json\.new$|\/starting\.log$/.test(name)) ||
      (isGone && /^(engines|logs|run)\/(e-)?tiny\b/.test(name)),
  );
}
