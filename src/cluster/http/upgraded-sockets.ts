import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';

/**
 * The sockets that have become something else than HTTP. Nothing of undici ends them when its
 * dispatcher is destroyed, and a WebSocket waits without end for a peer that has gone.
 */
export class UpgradedSockets {
  readonly #open = new Set<Duplex>();

  /** Passes on to a dispatcher, and hears of the one socket that it upgrades and of the status. */
  through(dispatcher: Dispatcher, onStatus: (status: number) => void): Upgrading {
    let socket: Duplex | undefined;
    const composed = dispatcher.compose(
      (dispatch) => (options, handler) =>
        dispatch(options, {
          onRequestStart: (...heard) => handler.onRequestStart?.(...heard),
          onRequestUpgrade: (...heard) => {
            const [, status, , upgraded] = heard;
            socket = upgraded;
            this.#keep(upgraded);
            onStatus(status);
            handler.onRequestUpgrade?.(...heard);
          },
          onResponseStart: (...heard) => {
            const [, status] = heard;
            onStatus(status);
            handler.onResponseStart?.(...heard);
          },
          onResponseData: (...heard) => handler.onResponseData?.(...heard),
          onResponseEnd: (...heard) => handler.onResponseEnd?.(...heard),
          onResponseError: (...heard) => handler.onResponseError?.(...heard),
        }),
    );
    return { dispatcher: composed, cut: () => socket?.destroy() };
  }

  #keep(socket: Duplex): void {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
  }

  /** Cuts all of them. */
  destroy(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

export interface Upgrading {
  readonly dispatcher: Dispatcher;
  /** Cuts the socket, where there is one. */
  readonly cut: () => void;
}
