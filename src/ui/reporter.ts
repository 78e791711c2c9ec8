import type { LlmkubeEvent, Stage } from '../core/events.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { formatDuration } from '../core/text/duration.ts';
import { downloadText } from './download-text.ts';
import { modelText } from './model-text.ts';

/** Turns events into what a reader sees. One command has one reporter from start to end. */
export interface Reporter {
  emit(event: LlmkubeEvent): void;
  /** Resolves when nothing is drawn, so that a question can be asked; the next stage draws again. */
  rest(): Promise<void>;
  /** Leaves the screen as it is to stay; `failed` marks the stage that was under way. */
  end(outcome: 'done' | 'failed'): Promise<void>;
  /** Gives the terminal to something that asks there, until the returned function is called. */
  pause?(): () => void;
}

/** Leaves out a warning that was told before: a plan and the answers it is made of tell the same. */
export function warnOnce(reporter: Reporter): Reporter {
  const told = new Set<string>();
  return {
    ...reporter,
    emit(event) {
      if (event.type === 'warning') {
        if (told.has(event.message)) return;
        told.add(event.message);
      }
      reporter.emit(event);
    },
  };
}

/** How stages read while they run and when they are over. */
export const stageTitles: Readonly<Record<Stage, string>> = {
  plan: 'Plan',
  apply: 'Apply',
  observe: 'Wait until ready',
  prove: 'Ask for a token',
  remove: 'Remove',
};

/** One line for people, or nothing for events that only frame others. */
export function describeEvent(event: LlmkubeEvent): string | undefined {
  switch (event.type) {
    case 'releaseStarted':
      return `${event.release}:`;
    case 'stageStarted':
    case 'planComputed':
      return undefined;
    case 'stageEnded':
      return `${stageTitles[event.stage]}: ${event.summary}`;
    case 'warning':
      return `Warning: ${event.message}`;
    case 'modelChosen':
      return modelText(event);
    case 'sourceRead':
      return `Source: ${event.bytes === undefined ? 'size unknown' : formatBytes(event.bytes)}`;
    case 'memoryEstimated':
      return `Memory: about ${formatBytes(event.neededBytes)} needed (an estimate), ${formatBytes(event.freeBytes)} free`;
    case 'memoryPlanned':
      return memoryText(event);
    case 'lockAwaited':
      return `Waiting for ${event.holder}, who is changing this release`;
    case 'objectApplied':
      return `${event.object} ${event.action === 'create' ? 'created' : 'updated'}`;
    case 'objectRemoved':
      return `${event.object} removed`;
    case 'objectKept':
      return `${event.object} kept: ${event.why}`;
    case 'revisionCommitted':
      return undefined;
    case 'downloadProgress':
      return downloadText(event);
    case 'downloadDelayed':
      return `pod ${event.pod}: ${event.message}, tried again`;
    case 'podPhaseChanged':
      return `pod ${event.pod}: ${event.phase}${event.reason === '' ? '' : `, ${event.reason}`}`;
    case 'causeSeen':
      return `Trouble: ${describeCauseSeen(event)}`;
    case 'stillWaiting':
      return `Still waiting after ${formatDuration(event.milliseconds)}: ${event.message}`;
  }
}

function memoryText({ places, because }: Extract<LlmkubeEvent, { type: 'memoryPlanned' }>): string {
  const parts = places.map(({ id, neededBytes, limitBytes }) => {
    const limit = limitBytes === undefined ? '' : ` of ${formatBytes(limitBytes)}`;
    return `${id} ${formatBytes(neededBytes)}${limit}`;
  });
  return [`Memory: ${parts.join(', ')}`, ...because].join('; ');
}

type CauseSeen = Extract<LlmkubeEvent, { type: 'causeSeen' }>;

function describeCauseSeen({ message, pod, container, endsIn = 0 }: CauseSeen): string {
  const part = container === undefined ? '' : `container ${container} of `;
  const where = pod === undefined ? '' : `${part}pod ${pod}: `;
  const end = endsIn === 0 ? '' : `; given up in ${formatDuration(endsIn)} unless it ends`;
  return `${where}${message}${end}`;
}
