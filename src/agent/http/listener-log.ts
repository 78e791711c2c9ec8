/** What the listener tells the agent's log. No header, query or body of a client is in it. */
export interface ListenerLogEntry {
  readonly kind: 'answered' | 'refused' | 'broken' | 'gone';
  /** Of the release that was asked, once it was known. */
  readonly release?: string;
  /** The path as the listener knows it, absent for one that it does not. */
  readonly path?: string;
  /** 0 when the client went away before there was one. */
  readonly status: number;
  /** From the headers of the request to the end of the answer. */
  readonly milliseconds: number;
  /** Why it was refused or broke. */
  readonly cause?: string;
}
