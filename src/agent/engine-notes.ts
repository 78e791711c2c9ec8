import { describeCause } from '../errors/describe-cause.ts';
import { type EngineState, writeEngineState } from './process/engine-state.ts';
import type { Say } from './process/engine-world.ts';

type Change = { readonly [Field in keyof EngineState]?: EngineState[Field] | undefined };

/** What is written down of a release's engine, so that the next agent finds what this one knew. */
export class EngineNotes {
  readonly #release: string;
  readonly #folder: string;
  readonly #say: Say;
  #state: EngineState | undefined;

  constructor(release: string, folder: string, say: Say) {
    this.#release = release;
    this.#folder = folder;
    this.#say = say;
  }

  get state(): EngineState | undefined {
    return this.#state;
  }

  /** Goes on with what an earlier agent has written. */
  recall(state: EngineState | undefined): void {
    this.#state = state;
  }

  /** Writes the change down; a field that is undefined goes away. */
  write(change: Change): void {
    const empty = {
      release: this.#release,
      pod: '',
      plan: '',
      socket: '',
      restarts: 0,
      crashes: 0,
    };
    const next = Object.fromEntries(
      Object.entries({ ...(this.#state ?? empty), ...change }).filter(
        ([, value]) => value !== undefined,
      ),
    ) as unknown as EngineState;
    this.#state = next;
    try {
      writeEngineState(this.#folder, next);
    } catch (error) {
      // The engine runs all the same; without the note the next agent finds it by its socket.
      const cause = describeCause(error);
      this.#say('cannot write the state of an engine', { release: this.#release, cause });
    }
  }
}
