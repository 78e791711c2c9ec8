import { LlmkubeError } from '../errors/llmkube-error.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const defaultAddress: ListenAddress = { host: '127.0.0.1', port: 11_500 };

/** Where the OpenAI API of this machine listens: `LLMKUBE_HOST` and `LLMKUBE_PORT`, or the default. */
export function listenAddress(
  environment: Readonly<Record<string, string | undefined>>,
): ListenAddress {
  const { LLMKUBE_HOST, LLMKUBE_PORT } = environment;
  return {
    host: LLMKUBE_HOST ? LLMKUBE_HOST : defaultAddress.host,
    port: LLMKUBE_PORT ? readPort(LLMKUBE_PORT) : defaultAddress.port,
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new LlmkubeError(
    'INVALID_FIELD',
    'Cannot use `LLMKUBE_PORT`: it is not a port from 1 to 65535',
    {
      facts: { variable: 'LLMKUBE_PORT' },
      suggestions: [`LLMKUBE_PORT=${defaultAddress.port}`],
    },
  );
}
