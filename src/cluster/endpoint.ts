import { inClusterUrl, servicePort } from '../core/render/service.ts';
import type { Endpoint } from '../core/results.ts';
import type { TargetAddress } from '../core/target.ts';
import { chatCurl } from '../core/text/chat-curl.ts';
import { quoteWord } from '../core/text/quote-word.ts';

/** Says how to talk to a release, in lines that can be pasted into a shell. */
export function endpointOf(release: string, model: string, address: TargetAddress): Endpoint {
  const url = inClusterUrl(release, address.namespace);
  const context = address.context === undefined ? '' : ` --context ${quoteWord(address.context)}`;
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
