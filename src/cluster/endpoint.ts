import type { Served } from '../core/record/served-as.ts';
import { inClusterUrl, servicePort } from '../core/render/service.ts';
import type { Endpoint } from '../core/results.ts';
import type { TargetAddress } from '../core/target.ts';
import { curlLine } from '../core/text/curl-line.ts';
import { quoteWord } from '../core/text/quote-word.ts';

/** Says how to talk to a release, in lines that can be pasted into a shell. */
export function endpointOf(release: string, served: Served, address: TargetAddress): Endpoint {
  const { model, port = servicePort } = served;
  const url = inClusterUrl(release, address.namespace, port);
  const context = address.context === undefined ? '' : ` --context ${quoteWord(address.context)}`;
  return {
    url,
    model,
    curl: curlLine(url, served),
    fromHere: {
      forward: `kubectl${context} -n ${address.namespace} port-forward service/${release} ${port}`,
      curl: curlLine(`http://127.0.0.1:${port}/v1`, served),
    },
  };
}
