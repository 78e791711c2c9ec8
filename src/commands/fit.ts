import { Args, Command, Flags } from '@oclif/core';
import { nodesFlags } from '../cli/flags/nodes.ts';
import { documentFlags } from '../cli/flags/output.ts';
import { localFlags } from '../cli/flags/target.ts';
import { hostAsked } from '../cli/host-asked.ts';
import { nodesAsked } from '../cli/nodes-asked.ts';
import { parseContext } from '../cli/parse-context.ts';
import { parseGpus } from '../cli/parse-gpus.ts';
import { readCatalog } from '../cli/read-catalog.ts';
import { sourceOfModel } from '../cli/source-of-model.ts';

export default class Fit extends Command {
  static override summary = 'say whether a model fits into memory, and how';
  static override description =
    'Reads the header of a GGUF file and says what llama-server would take of each GPU and of the ' +
    'host, before anything is downloaded. Where not all fits, layers and experts are divided over ' +
    'GPUs and the host, and what is given up is said. A GPU keeps 1 GiB free for what the engine ' +
    'does not count. With --context-length max the context is the longest for which nothing has to ' +
    'be given up, and 4096 where there is none. With --cluster or --node the GPUs and the memory ' +
    'are those that nodes tell of. Exits with 4 where it does not fit. Weights in files of ' +
    'safetensors are planned for vLLM, or for SGLang or TGI with --runtime: the GPUs that are ' +
    'named hold a part of each layer, and what the engine takes beside it is estimated.';
  static override examples = [
    '<%= config.bin %> fit qwen3-8b --gpu-memory 24Gi',
    '<%= config.bin %> fit ./model.gguf --local',
    '<%= config.bin %> fit qwen3-8b --cluster',
    '<%= config.bin %> fit Qwen/Qwen3-8B --runtime vllm --gpu-memory 24Gi',
    '<%= config.bin %> fit ./model.gguf --gpu-memory 2x24Gi,16Gi --context-length 32768',
    '<%= config.bin %> fit qwen3-30b-a3b --gpu-memory 12Gi --host-memory 64Gi --context-length max -o json',
  ];
  static override args = {
    model: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'model of the catalog, hub id, URL or file',
    }),
  };
  static override flags = {
    'gpu-memory': Flags.string({
      summary: 'memory of the GPUs, such as 24Gi or 2x24Gi,16Gi, by default what is known',
      helpValue: '<sizes>',
      helpGroup: 'MODEL',
    }),
    'host-memory': Flags.string({
      summary: 'memory of the host that may be taken, by default not looked at',
      helpValue: '<quantity>',
      helpGroup: 'MODEL',
    }),
    'context-length': Flags.string({
      summary: 'tokens that one conversation may hold, by default 8192',
      helpValue: '<tokens>',
      helpGroup: 'MODEL',
    }),
    concurrency: Flags.integer({
      min: 1,
      max: 256,
      summary: 'conversations at the same time, by default what the engine decides',
      helpValue: '<n>',
      helpGroup: 'MODEL',
    }),
    runtime: Flags.option({
      options: ['llamacpp', 'vllm', 'sglang', 'tgi'] as const,
      summary: 'kind of engine, by default llamacpp, which takes GGUF',
      helpValue: '<kind>',
      helpGroup: 'MODEL',
    })(),
    ...localFlags,
    ...nodesFlags,
    ...documentFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Fit);
    const sizes = parseGpus(flags['gpu-memory']);
    const asked = {
      name: args.model,
      contextLength: parseContext(flags['context-length']),
      concurrency: flags.concurrency,
      runtime: flags.runtime,
    };
    const nodes = nodesAsked(flags);
    const host = hostAsked(flags['host-memory'], flags.local);
    const source = await sourceOfModel(args.model, 'fit', await readCatalog());
    if (nodes !== undefined) {
      const { printFitNodes } = await import('../cli/print-fit-nodes.ts');
      return await printFitNodes({ ...asked, source, nodes }, flags.output);
    }
    const { printFit } = await import('../cli/print-fit.ts');
    await printFit({ ...asked, source, sizes, host }, flags.output);
  }
}
