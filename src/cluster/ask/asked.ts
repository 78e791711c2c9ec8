import type { Question } from '../../core/target.ts';
import type { Place } from '../objects.ts';

/** A question to a release with the API key that it is asked with, where it wants one. */
export interface Asked {
  readonly place: Place;
  readonly question: Question;
  readonly key: string | undefined;
}
