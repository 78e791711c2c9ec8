/** How to talk to a release. */
export interface Endpoint {
  /** Base URL of the OpenAI API, for clients inside the cluster or on this machine. */
  readonly url: string;
  /**
   * The same for clients outside of the cluster, of its Ingress and of its route; of a route it is
   * the Gateway that knows whether it speaks TLS. Absent where there is neither.
   */
  readonly outside?: readonly string[];
  /** What to send as `model`. */
  readonly model: string;
  /** One command line that asks for a chat answer, for a shell where those clients are. */
  readonly curl: string;
  /**
   * The same from outside of the cluster: the first line stays open while the second is run. Absent
   * where the release is on this machine.
   */
  readonly fromHere?: { readonly forward: string; readonly curl: string };
}
