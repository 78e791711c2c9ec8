import { isIP } from 'node:net';
import * as z from 'zod';

/** Addresses that start with the same bits, e.g. `10.0.0.0/8`. */
export const addressRange = z
  .string()
  .refine(isRange, 'is no range of addresses such as 10.0.0.0/8');

const bitsOf: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

function isRange(text: string): boolean {
  const [, address = '', bits = ''] = /^([^/%]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  return Number(bits) <= (bitsOf[isIP(address)] ?? -1);
}
