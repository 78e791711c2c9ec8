import { inClusterUrl, servicePort } from '../core/render/service.ts';
import type { Endpoint } from '../core/results.ts';
import type { TargetAddress } from '../core/target.ts';

/** Says how to talk to a release, in lines that can be pasted into a shell. */
export function endpointOf(release: string, model: string, address: TargetAddress): Endpoint {
  const url = inClusterUrl(release, address.namespace);
  const context = address.context === undefined ? '' : ` --context ${quote(address.context)}`;
  return {
    url,
    model,
    curl: chatCurl(url, model),
    fromHere: {
      forward: `kubectl${context} -n ${address.namespace} port-forward service/${release} ${servicePort}`,
      curl: chatCurl(`http://127.0.0.1:${servicePort}/v1`, model),
    },
  };
}

function chatCurl(url: string, model: string): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] });
  return `curl -s ${url}/chat/completions -H 'Content-Type: application/json' -d ${quote(body)}`;
}

/** Quotes one word for a POSIX shell; plain words stay as they are. */
function quote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
