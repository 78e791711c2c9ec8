import * as z from 'zod';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Column {
  readonly least: number;
  readonly most: number;
  /** Of its values from the least one on, where they have any. */
  readonly names?: readonly string[];
}

/** The five of a line of cron, as Kubernetes and KEDA read them. */
const columns: readonly Column[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: months },
  { least: 0, most: 6, names: days },
];

/** When something is done, again and again. Both readers know more words; these five both know. */
export const cronSchedule = z
  .string()
  .max(200)
  .refine(isSchedule, 'is not a time such as `30 7 * * 1-5`: minute, hour, day, month, weekday');

const areas = 'Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific';

/** Whose clock it goes by. Which towns there are only a machine's own tables know. */
export const timeZone = z
  .string()
  .max(100)
  .regex(
    new RegExp(`^(UTC|(${areas})(/[A-Z][\\w+-]*){1,2})$`),
    'is not a time zone such as Europe/Berlin',
  );

function isSchedule(text: string): boolean {
  const words = text.split(' ');
  return (
    words.length === columns.length &&
    columns.every((column, index) =>
      (words[index] ?? '').split(',').every((part) => isPart(part, column)),
    )
  );
}

function isPart(part: string, column: Column): boolean {
  const [, range = '', step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  if (step !== undefined && Number(step) === 0) return false;
  if (range === '*') return true;
  const ends = range.split('-').map((word) => numberOf(word, column));
  const [first, last = first] = ends;
  return ends.length <= 2 && first !== undefined && last !== undefined && first <= last;
}

function numberOf(word: string, { least, most, names = [] }: Column): number | undefined {
  const named = names.indexOf(word.toUpperCase());
  if (named >= 0) return named + least;
  const value = /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
