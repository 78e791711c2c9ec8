/** One local release as the listener sees it. */
export interface Backend {
  readonly release: string;
  /** The name that clients send. */
  readonly model: string;
  /** Path of the unix socket that the engine listens on. */
  readonly socket: string;
  /** False while the engine loads, drains or is stopped: clients are told to come again. */
  readonly isReady: boolean;
}
