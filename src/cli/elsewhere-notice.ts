import { type ListenAddress, listenAddress } from './listen-address.ts';

/** Says that the agent listens on another address than this command's environment names. */
export function elsewhereNotice(
  environment: Readonly<Record<string, string | undefined>>,
  listener: ListenAddress,
): string | undefined {
  const wanted = listenAddress(environment);
  const isOther = {
    LLMKUBE_HOST: wanted.host !== listener.host,
    LLMKUBE_PORT: wanted.port !== listener.port,
  };
  // What is not named is wherever the agent has it.
  const names = (['LLMKUBE_HOST', 'LLMKUBE_PORT'] as const)
    .filter((name) => environment[name] && isOther[name])
    .map((name) => `\`${name}\``);
  if (names.length === 0) return undefined;
  const say = `${names.join(' and ')} ${names.length === 1 ? 'says' : 'say'}`;
  return `the agent of this machine listens on ${listener.host}, port ${listener.port}, and not where ${say}: \`llmkube metal stop\` and the next deploy have it moved`;
}
