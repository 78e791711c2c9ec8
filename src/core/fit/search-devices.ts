import type { Estimate } from './estimate.ts';
import type { FitConfiguration } from './fit-configuration.ts';
import type { FitDevice, FitHardware } from './fit-hardware.ts';

/** A device, and what does not depend on its layers. */
export interface SearchDevice {
  readonly device: FitDevice;
  /** Bytes that it may take. */
  readonly limit: number;
  /** Weights of the host are copied to it for large batches. */
  readonly takesFromHost: boolean;
}

/** Asks the estimate for each device alone, with a part of the model on the host. */
export function searchDevices(
  hardware: FitHardware,
  settings: FitConfiguration,
  estimate: (configuration: FitConfiguration) => Estimate,
): SearchDevice[] {
  return hardware.devices.map((device, mainGpu) => {
    const { devices } = estimate({ ...settings, splitMode: 'none', mainGpu, gpuLayers: 1 });
    return {
      device,
      limit: devices[0]?.limitBytes ?? 0,
      takesFromHost: devices[0]?.lines.some(({ what }) => what === 'op-offload') ?? false,
    };
  });
}
