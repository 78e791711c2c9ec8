import { type ServingMode, servingModes } from '../intent/serving-modes.ts';
import type { KeyReference } from '../target.ts';
import { fieldOf, textAt } from './summary.ts';

/** How clients meet a release. */
export interface Served {
  /** The name that they send. */
  readonly model: string;
  /** What answers call the model, where that is another name. */
  readonly answersAs?: string;
  /** Why it cannot be asked for a token. */
  readonly unprovable?: string;
  readonly mode: ServingMode;
  /** Of its Service, where it is not the usual one. */
  readonly port?: number;
  /** Base URLs for clients outside of the cluster, where there is a way in by a name. */
  readonly outside?: readonly string[];
  /** Only some may reach its pods. */
  readonly isGuarded?: true;
  /** The Secret with the key that it asks for. */
  readonly keySecret?: KeyReference;
}

/**
 * Reads it from an intent as it is stored, which a later version may have written, and of what was
 * resolved the one port that no intent has.
 */
export function servedAs(intent: Readonly<Record<string, unknown>>, resolved?: unknown): Served {
  const mode = textAt(intent.serving, 'mode');
  const port =
    fieldOf(resolved, 'enginePort') ?? fieldOf(fieldOf(intent.network, 'service'), 'port');
  return {
    model: textAt(intent.model, 'id'),
    mode: servingModes.find((known) => known === mode) ?? 'chat',
    ...(typeof port === 'number' ? { port } : {}),
    ...outsideOf(intent.network),
    ...(fieldOf(intent.network, 'policy') === undefined ? {} : { isGuarded: true }),
    ...keySecretOf(fieldOf(intent.network, 'apiKeySecret')),
  };
}

function keySecretOf(reference: unknown): Pick<Served, 'keySecret'> {
  const [name, key] = [textAt(reference, 'name'), textAt(reference, 'key')];
  return name === '' ? {} : { keySecret: { name, key } };
}

// Whether a Gateway speaks TLS stands in the Gateway; one that keys are sent to should.
function outsideOf(network: unknown): Pick<Served, 'outside'> {
  const ingress = fieldOf(network, 'ingress');
  const scheme = textAt(ingress, 'tlsSecret') === '' ? 'http' : 'https';
  const outside = [
    ...urlOf(scheme, textAt(ingress, 'host')),
    ...urlOf('https', textAt(fieldOf(network, 'route'), 'host')),
  ];
  return outside.length === 0 ? {} : { outside };
}

function urlOf(scheme: string, host: string): readonly string[] {
  return host === '' ? [] : [`${scheme}://${host}/v1`];
}
