import type { License } from './license.ts';
import data from './licenses.json' with { type: 'json' };

/** The licenses whose texts were read, by id; a test checks the form of the file. */
export const licenses = data.licenses as readonly License[];
