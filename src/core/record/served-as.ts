import { type ServingMode, servingModes } from '../intent/serving-modes.ts';
import { fieldOf, textAt } from './summary.ts';

/** How clients meet a release. */
export interface Served {
  /** The name that they send. */
  readonly model: string;
  readonly mode: ServingMode;
  /** Of its Service, where it is not the usual one. */
  readonly port?: number;
}

/** Reads it from an intent as it is stored, which a later version may have written. */
export function servedAs(intent: Readonly<Record<string, unknown>>): Served {
  const mode = textAt(intent.serving, 'mode');
  const port = fieldOf(fieldOf(intent.network, 'service'), 'port');
  return {
    model: textAt(intent.model, 'id'),
    mode: servingModes.find((known) => known === mode) ?? 'chat',
    ...(typeof port === 'number' ? { port } : {}),
  };
}
