import { Args, Command } from '@oclif/core';
import { documentFlags } from '../../cli/flags/output.ts';
import { printDocument } from '../../cli/print-document.ts';
import { readCatalog } from '../../cli/read-catalog.ts';
import { sourceOfModel } from '../../cli/source-of-model.ts';
import { inspectionText } from '../../ui/inspection-text.ts';

export default class ModelInspect extends Command {
  static override summary = 'show what a model is';
  static override description =
    'Shows what the header of a GGUF file says: architecture, size, quantisation, context, chat ' +
    'template and license. Fetches no more of the file than its header. Of a model in several ' +
    'files all headers are read. The same is said of a repository or a folder of safetensors, ' +
    'whose config.json is read beside the headers.';
  static override examples = [
    '<%= config.bin %> model inspect qwen3-8b',
    '<%= config.bin %> model inspect ./model.gguf --output json',
    '<%= config.bin %> model inspect https://models.example/model-00001-of-00003.gguf',
  ];
  static override args = {
    model: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'model of the catalog, hub id, URL or file',
    }),
  };
  static override flags = { ...documentFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelInspect);
    const name = args.model;
    const source = await sourceOfModel(name, 'model inspect', await readCatalog());
    const [{ inspectAnyModel }, { withModelPorts }] = await Promise.all([
      import('../../actions/inspect-any-model.ts'),
      import('../../cli/with-model-ports.ts'),
    ]);
    const model = await withModelPorts((ports) => inspectAnyModel({ name, source }, ports));
    await printDocument(model, flags.output, inspectionText);
  }
}
