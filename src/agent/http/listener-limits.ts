/** How much of the agent one client, or all of them together, may take. */
export interface ListenerLimits {
  readonly bodyBytes: number;
  /** Of all bodies that are held at one time. */
  readonly heldBytes: number;
  /** Values in one body: each costs the parsers of agent and engine far more than its bytes. */
  readonly values: number;
  /** Deeper schemas overflow the stack of llama-server, which ends it. */
  readonly depth: number;
  /** Groups and references of what an answer has to look like: nested, they do the same. */
  readonly grammarSteps: number;
  readonly headerBytes: number;
  /** Until the headers are there, and until the body is. */
  readonly headersMs: number;
  readonly bodyMs: number;
  /** How long a client may take nothing of an answer that is waiting for it. */
  readonly stalledMs: number;
  /** How long the rest of a refused body is read and thrown away, so that the answer arrives. */
  readonly lingerMs: number;
  /** How often the limits above are looked at. */
  readonly checkMs: number;
  readonly connections: number;
  /** Requests that one engine answers at a time; more wait here and not in the engine's backlog. */
  readonly requestsAtEngine: number;
  /** Requests for one engine, those that wait included. */
  readonly requestsPerEngine: number;
}

const MIB = 1024 * 1024;

export const listenerLimits: ListenerLimits = {
  bodyBytes: 64 * MIB,
  heldBytes: 256 * MIB,
  values: 1_000_000,
  depth: 256,
  grammarSteps: 1_000,
  headerBytes: 16 * 1024,
  headersMs: 10_000,
  bodyMs: 120_000,
  stalledMs: 300_000,
  lingerMs: 5_000,
  checkMs: 2_000,
  connections: 2_048,
  requestsAtEngine: 64,
  requestsPerEngine: 1_024,
};
