type Words = readonly string[];

/** A change during which an agent dies; `FILE` in a command is the model of the machine. */
export interface DyingChange {
  readonly what: string;
  /** Said before it, where the release `tiny` is and has an engine. */
  readonly before?: readonly Words[];
  /** Nothing of this user is there before it. */
  readonly isFirst?: boolean;
  /** Which agent dies, and since when its steps count; by default the one there is, since `words`. */
  readonly dying?: 'from its start' | 'the older one' | 'the newer one';
  /** The engine is killed: before that agent starts, or under its eyes. */
  readonly engineDies?: 'before' | 'meanwhile';
  readonly words: Words;
  /** Said once the agent has died, where `words` may have done their work. */
  readonly again?: Words;
  readonly env?: Readonly<Record<string, string>>;
  /** What becomes of the engine that was there. */
  readonly engine: 'stays' | 'is another' | 'is none';
  /** That engine's context. */
  readonly contextLength?: number;
  /** Replicas that are wanted in the end, none: the release is gone. By default 1. */
  readonly wanted?: 0 | 1 | 'gone';
  /** By default there is an agent in the end. */
  readonly isAgentGone?: boolean;
}

export const deploy: Words = ['deploy', 'FILE', '--context-length', '256'];

export const dyingChanges: readonly DyingChange[] = [
  {
    what: 'the first start and deploy of a user',
    isFirst: true,
    // Others may ask it, so it makes a key.
    env: { LLMKUBE_HOST: '0.0.0.0' },
    dying: 'from its start',
    words: deploy,
    engine: 'is another',
  },
  {
    what: 'a first deploy',
    before: [['delete', 'tiny']],
    words: deploy,
    engine: 'is another',
  },
  {
    what: 'a deploy that replaces the engine',
    before: [deploy],
    words: ['deploy', 'tiny', '--context-length', '128'],
    engine: 'is another',
    contextLength: 128,
  },
  { what: 'a restart', words: ['restart', 'tiny'], engine: 'is another' },
  { what: 'a stop', words: ['scale', 'tiny', '0'], engine: 'is none', wanted: 0 },
  {
    what: 'a start after a stop',
    before: [['scale', 'tiny', '0']],
    words: ['scale', 'tiny', '1'],
    engine: 'is another',
  },
  {
    what: 'a delete',
    words: ['delete', 'tiny'],
    again: ['list'],
    engine: 'is none',
    wanted: 'gone',
  },
  {
    what: 'the end of an engine',
    // Ends the row of crashes of which each would be waited for longer than for the one before.
    before: [['restart', 'tiny']],
    engineDies: 'meanwhile',
    words: ['wait', 'tiny'],
    engine: 'is another',
  },
  {
    what: 'its start with an engine to take over',
    dying: 'from its start',
    words: ['wait', 'tiny'],
    engine: 'stays',
  },
  {
    what: 'its start after everything was killed',
    engineDies: 'before',
    dying: 'from its start',
    words: ['wait', 'tiny'],
    engine: 'is another',
  },
  {
    what: 'its end for a newer one',
    dying: 'the older one',
    words: ['list'],
    engine: 'stays',
  },
  {
    what: 'its start in place of an older one',
    dying: 'the newer one',
    words: ['list'],
    engine: 'stays',
  },
  {
    what: 'an end that a person asks for',
    words: ['metal', 'stop'],
    again: ['metal', 'stop'],
    engine: 'is none',
    isAgentGone: true,
  },
];
