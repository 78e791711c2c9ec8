import type { DoctorResult } from '../core/machine/doctor-result.ts';
import { errorCodes } from '../errors/codes.ts';
import { doctorText } from '../ui/doctor-text.ts';
import { type DocumentForm, printDocument } from './print-document.ts';

/** Prints what the doctor found; the status tells whether a deploy would work. */
export async function printDoctor(
  result: DoctorResult,
  form: DocumentForm | undefined,
): Promise<void> {
  await printDocument(result, form, doctorText);
  // That of every error which a deploy would end with here.
  if (!result.isReady) process.exitCode = errorCodes.NO_TARGET.exit;
}
