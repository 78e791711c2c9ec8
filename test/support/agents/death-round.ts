import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pollUntil } from '../cluster/poll-until.ts';
import { type CliRun, cliEnvironment, programFile } from '../run-cli.ts';
import type { DeathMachine } from './death-machine.ts';
import { type DyingChange, deploy } from './dying-change.ts';

type Words = readonly string[];
type Environment = Readonly<Record<string, string>>;

/** What a round has come to. */
export interface Outcome {
  /** Of the command that a user gives last. */
  readonly last: CliRun;
  readonly enginesBefore: readonly number[];
}

const serve = [programFile, 'metal', 'serve', '--local', '--background'];
const olderAgent = [join(import.meta.dirname, 'agent-of.ts'), '0.0.0-alpha', '600000'];
const preload = join(import.meta.dirname, 'die-at-step.ts');

/** One try of a change: an agent dies at one step of it, and what follows finishes it. */
export class DeathRound {
  readonly #machine: DeathMachine;
  readonly #change: DyingChange;
  readonly #death: string;
  #agent: ChildProcess | undefined;

  constructor(machine: DeathMachine, change: DyingChange) {
    this.#machine = machine;
    this.#change = change;
    this.#death = join(machine.home, 'death');
  }

  /** The steps of the change when nobody dies, in their order. */
  async record(): Promise<readonly string[]> {
    // An agent that has counted steps would go on counting.
    killAll(await this.#machine.agents());
    await this.#prepare('');
    await this.#run(this.#change.words, this.#envOfWords);
    await this.#finish();
    killAll(await this.#machine.agents());
    const text = existsSync(this.#steps) ? readFileSync(this.#steps, 'utf8') : '';
    return text.split('\n').slice(0, -1);
  }

  /** Plays the change with an agent that dies at that step. */
  async die(step: string): Promise<Outcome> {
    const enginesBefore = await this.#prepare(step);
    const { words, again } = this.#change;
    const first = await this.#run(words, this.#envOfWords);
    // What an agent has left to do when a command is over, it does meanwhile.
    const isLate = !existsSync(this.#where);
    await pollUntil({ what: `a death at \`${step}\``, seconds: 10 }, () => existsSync(this.#where));
    // A command that says that all went well is not given again.
    const isRepeated = isLate || again !== undefined || first.exitCode !== 0;
    const last = isRepeated ? await this.#run(again ?? words, this.#envOfWords) : first;
    await this.#finish();
    return { last, enginesBefore };
  }

  /** The next start of an agent, where there is none. */
  async revive(): Promise<Outcome> {
    const enginesBefore = await this.#machine.engines();
    return { last: await this.#run(['wait', 'tiny'], this.#mortal), enginesBefore };
  }

  async #finish(): Promise<void> {
    rmSync(this.#death);
    await end(this.#agent);
  }

  get #where(): string {
    return `${this.#death}.where`;
  }

  get #steps(): string {
    return `${this.#death}.steps`;
  }

  get #mortal(): Environment {
    return { NODE_OPTIONS: `--import=${preload}`, LLMKUBE_TEST_DEATH: this.#death };
  }

  /** Whether the agent that a command starts is one that dies, here or in the next round. */
  get #envOfWords(): Environment {
    const { dying } = this.#change;
    return dying === undefined || dying === 'the newer one' ? this.#mortal : {};
  }

  /** Makes what is there before, and tells its engines. */
  async #prepare(step: string): Promise<readonly number[]> {
    for (const file of [this.#death, this.#where, this.#steps]) rmSync(file, { force: true });
    const { before = [], dying, isFirst = false, engineDies } = this.#change;
    if (dying === undefined) await this.#haveMortalAgent();
    if (!isFirst && (await this.#machine.engines()).length === 0) {
      await this.#run([...deploy, '--replicas', '1'], this.#mortal);
    }
    for (const words of before) await this.#run(words, this.#mortal);
    if (dying !== undefined) killAll(await this.#machine.agents());
    const engines = await this.#machine.engines();
    if (isFirst || engineDies === 'before') killAll(engines);
    if (engineDies === 'before') this.#giveNumberAway();
    if (isFirst) this.#forgetUser();
    await this.#arm(step);
    if (engineDies === 'meanwhile') killAll(engines);
    return engines;
  }

  #forgetUser(): void {
    for (const folder of ['.local', '.cache/llmkube/models']) {
      rmSync(join(this.#machine.home, folder), { recursive: true, force: true });
    }
  }

  // The system gives a number again once its process is gone.
  #giveNumberAway(): void {
    const file = join(this.#machine.state, 'engines/tiny.json');
    const state = JSON.parse(readFileSync(file, 'utf8'));
    state.process.pid = this.#machine.bystander.pid;
    writeFileSync(file, JSON.stringify(state));
  }

  async #arm(step: string): Promise<void> {
    const { dying } = this.#change;
    if (dying === 'the older one') this.#agent = await this.#start(olderAgent, this.#mortal);
    if (dying === 'the newer one') this.#agent = await this.#start(olderAgent, {});
    writeFileSync(this.#death, step);
    if (dying === 'from its start') this.#agent = await this.#start(serve, this.#mortal);
  }

  async #haveMortalAgent(): Promise<void> {
    const agents = await this.#machine.agents();
    const texts = agents.map(environmentOf);
    if (texts.some((text) => text.includes(this.#death))) return;
    killAll(agents);
    this.#agent = await this.#start(serve, this.#mortal);
  }

  async #start(words: Words, env: Environment): Promise<ChildProcess> {
    const agent = spawn(process.execPath, words, {
      env: await cliEnvironment({ env: { ...this.#machine.env, ...this.#change.env, ...env } }),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(agent, 'exit');
    await Promise.race([once(agent.stdout, 'data'), ended]);
    return agent;
  }

  async #run(words: Words, env: Environment): Promise<CliRun> {
    const { model } = this.#machine;
    const named = words.map((word) => (word === 'FILE' ? model : word));
    const place = named[0] === 'metal' ? [] : ['--local'];
    return await this.#machine.run([...named, ...place], { ...this.#change.env, ...env });
  }
}

function killAll(processes: readonly number[]): void {
  for (const number of processes) process.kill(number, 'SIGKILL');
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

// One that has ended since it was listed is no agent any more.
function environmentOf(agent: number): string {
  try {
    return readFileSync(`/proc/${agent}/environ`, 'utf8');
  } catch (error) {
    if (/^(ENOENT|ESRCH)$/.test(String(Reflect.get(Object(error), 'code')))) return '';
    throw error;
  }
}
