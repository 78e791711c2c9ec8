import type { LlmkubeEvent } from '../core/events.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { settingsText } from './settings-text.ts';

/** The line that says what will be served, and why. */
export function modelText(event: Extract<LlmkubeEvent, { type: 'modelChosen' }>): string {
  const { title, repository, file, quantisation, bytes, contextTokens, license, settings, why } =
    event;
  const facts = [
    quantisation,
    ...(bytes === undefined ? [] : [formatBytes(bytes)]),
    ...(contextTokens === undefined ? [] : [`context up to ${contextTokens}`]),
    ...(license === undefined ? [] : [`license ${license}`]),
  ];
  const line = `Model: ${title}, ${file} of ${repository} (${facts.join(', ')}), because ${why}`;
  return settings === undefined
    ? line
    : `${line}; with ${settingsText(settings)}, as its sources recommend`;
}
