import type { Resolved } from '../../../core/resolve/resolved.ts';
import { optionAt } from '../../engine-field.ts';
import { fieldOfArgument, nameOfArgument } from '../arguments.ts';

const devices: ReadonlySet<string> = new Set(['--device', '-dev']);

/** Whether somebody keeps every layer from GPUs: no layer is to lie there, or there are none. */
export function leavesGpus({ args = [], options = {} }: Pick<Resolved, 'args' | 'options'>) {
  if (optionAt(options, 'gpuLayers') === 0) return true;
  return args.some((arg, at) => {
    const name = nameOfArgument(arg);
    const value = arg.length > name.length ? arg.slice(name.length + 1) : args[at + 1];
    if (devices.has(name)) return value === 'none';
    return fieldOfArgument(name) === 'gpuLayers' && value === '0';
  });
}
