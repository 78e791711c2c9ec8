import type { CatalogVerifyResult } from '../core/catalog/verify-result.ts';
import { errorCodes } from '../errors/codes.ts';
import { verifyText } from '../ui/verify-text.ts';
import { type DocumentForm, printDocument } from './print-document.ts';

/** Prints what was verified; the status tells whether the hub contradicts the catalog. */
export async function printVerified(
  result: CatalogVerifyResult,
  form: DocumentForm | undefined,
): Promise<void> {
  await printDocument(result, form, verifyText);
  if (result.code !== undefined) process.exitCode = errorCodes[result.code].exit;
}
