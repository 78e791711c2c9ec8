import type { Endpoint } from '../core/endpoint.ts';
import type { Served } from '../core/record/served-as.ts';
import { inClusterUrl, servicePort } from '../core/render/service.ts';
import type { KeyReference, TargetAddress } from '../core/target.ts';
import { curlLine } from '../core/text/curl-line.ts';
import { quoteWord } from '../core/text/quote-word.ts';

/** Says how to talk to a release, in lines that can be pasted into a shell. */
export function endpointOf(release: string, served: Served, address: TargetAddress): Endpoint {
  const { model, port = servicePort, keySecret, outside } = served;
  const url = inClusterUrl(release, address.namespace, port);
  const context = address.context === undefined ? '' : ` --context ${quoteWord(address.context)}`;
  const kubectl = `kubectl${context} -n ${address.namespace}`;
  // The shell reads the key, so that no output and no history of ours holds it.
  const keyOf = ({ name, key }: KeyReference) =>
    `$(${kubectl} get secret ${name} -o go-template='{{index .data "${key}" | base64decode}}')`;
  return {
    url,
    ...(outside === undefined ? {} : { outside }),
    model,
    // Where pods are, nobody may read Secrets: whoever asks from there brings the key.
    curl: curlLine(url, served, keySecret && '$API_KEY'),
    fromHere: {
      forward: `${kubectl} port-forward service/${release} ${port}`,
      curl: curlLine(`http://127.0.0.1:${port}/v1`, served, keySecret && keyOf(keySecret)),
    },
  };
}
