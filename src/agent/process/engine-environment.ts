import { isCredentialName } from '../../errors/describe-cause.ts';

/** What programs of any kind need, and the settings of devices and of their libraries. */
const allowed = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|TZ|TMPDIR|LC_[A-Z]+)$/,
  /^(LD|DYLD)_(FALLBACK_)?LIBRARY_PATH$/,
  /^(CUDA|NVIDIA|HIP|ROCR|ROCM|HSA|AMD|GPU|VK|GGML|LLAMA|SYCL|ONEAPI|ZE|MTL|METAL)_\w+$/,
  /^(OMP|GOMP|KMP|OPENBLAS|MKL|BLIS)_\w+$/,
];

/** Each is an argument of llama-server, and arguments are what the release says. */
const refused = /^LLAMA_(ARG|LOG)_/;

/** The part of an environment that an engine may see: never a token or a key. */
export function engineEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => {
      const [name, value] = entry;
      const isWanted = allowed.some((pattern) => pattern.test(name)) && !refused.test(name);
      return isWanted && !isCredentialName(name) && value !== undefined;
    }),
  );
}
