import type { CatalogSettings } from './catalog/catalog-settings.ts';
import type { DownloadFailureKind } from './download/failures.ts';
import type { CauseCode } from './observe/cause-codes.ts';
import type { PodPhaseName } from './observe/pod-phase.ts';
import type { Change } from './plan/plan.ts';

/** The parts of a long verb, in the order in which they happen. */
export const stages = ['plan', 'apply', 'observe', 'prove', 'remove'] as const;

export type Stage = (typeof stages)[number];

/**
 * What happened, as data. `-o json` prints each as one line; the last line of a command is a
 * `result` or an `error`. Types and fields are public.
 */
export type LlmkubeEvent =
  /** Of several releases: what follows is about this one. */
  | { readonly type: 'releaseStarted'; readonly release: string }
  | { readonly type: 'stageStarted'; readonly stage: Stage }
  | { readonly type: 'stageEnded'; readonly stage: Stage; readonly summary: string }
  | { readonly type: 'warning'; readonly message: string }
  | {
      readonly type: 'modelChosen';
      /** Of the catalog. */
      readonly model: string;
      /** For people. */
      readonly title: string;
      /** Of the hub: `ORG/REPO`. */
      readonly repository: string;
      /** Its place in the repository. */
      readonly file: string;
      /** As its makers name it. */
      readonly quantisation: string;
      /** As the catalog has it; the source says it again. */
      readonly bytes?: number;
      /** Tokens that the model was made for. */
      readonly contextTokens?: number;
      /** As the hub names it. */
      readonly license?: string;
      /** What is recommended, as the release gets it: without what was given otherwise. */
      readonly settings?: CatalogSettings;
      /** Why it is that file. */
      readonly why: string;
    }
  | {
      readonly type: 'sourceRead';
      readonly url: string;
      /** Absent when the source did not tell. */
      readonly bytes?: number;
      /** Where the source tells it without sending the file. */
      readonly sha256?: string;
      /** Of a hub: what the revision stands for. */
      readonly commit?: string;
    }
  | {
      readonly type: 'memoryEstimated';
      /** For the weights and for what the engine keeps beside them. */
      readonly neededBytes: number;
      /** What other releases of this machine do not need. */
      readonly freeBytes: number;
    }
  | {
      readonly type: 'memoryPlanned';
      /** GPUs in the order of the engine, then the host. */
      readonly places: readonly {
        /** As the engine names it, such as `CUDA0`, or `host`. */
        readonly id: string;
        /** Bytes that are taken once the model answers. */
        readonly neededBytes: number;
        /** Bytes that may be taken; absent where that is not known. */
        readonly limitBytes?: number;
      }[];
      /** What was decided and given up so that it fits, in sentences. */
      readonly because: readonly string[];
    }
  | { readonly type: 'planComputed'; readonly changes: readonly PlannedChange[] }
  | { readonly type: 'lockAwaited'; readonly holder: string }
  | { readonly type: 'objectApplied'; readonly object: string; readonly action: Change['action'] }
  | { readonly type: 'objectRemoved'; readonly object: string }
  | { readonly type: 'objectKept'; readonly object: string; readonly why: string }
  | { readonly type: 'revisionCommitted'; readonly revision: number }
  | {
      readonly type: 'downloadProgress';
      readonly pod: string;
      /** Of the whole file, those that are there. */
      readonly bytes: number;
      /** Of the whole file; absent when the source did not tell. */
      readonly total?: number;
      /** Since the event before; absent in the first one. */
      readonly bytesPerSecond?: number;
    }
  | {
      readonly type: 'downloadDelayed';
      readonly pod: string;
      /** Which kind of trouble it is. */
      readonly cause: DownloadFailureKind;
      /** In words, with what the source said. */
      readonly message: string;
    }
  | {
      readonly type: 'podPhaseChanged';
      readonly pod: string;
      readonly phase: PodPhaseName | 'Gone';
      readonly reason: string;
    }
  | {
      readonly type: 'causeSeen';
      /** One of the causes of a failed rollout; a cause by itself is no failure yet. */
      readonly code: CauseCode;
      readonly message: string;
      /** Absent when the whole release suffers. */
      readonly pod?: string;
      /** The container that suffers, when it is one. */
      readonly container?: string;
      readonly object?: string;
      /** In how many milliseconds it ends the command if it lasts; absent when time does not. */
      readonly endsIn?: number;
    }
  | {
      readonly type: 'stillWaiting';
      /** Since the wait began. */
      readonly milliseconds: number;
      /** How the pods stand, one line for people. */
      readonly message: string;
    };

/** One object of a plan as events and results show it. */
export type PlannedChange = Pick<Change, 'action' | 'paths' | 'restarts'> & {
  readonly object: string;
};
