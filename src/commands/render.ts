import { Args, Command, Flags } from '@oclif/core';
import { checkPeerFlags } from '../cli/check-peer-flags.ts';
import { optionalFilesFlags } from '../cli/flags/files.ts';
import { networkFlags } from '../cli/flags/network.ts';
import { documentFlags } from '../cli/flags/output.ts';
import { profileFlags } from '../cli/flags/profile.ts';
import { nameFlags, releaseFlags } from '../cli/flags/release.ts';
import { revisionFlags } from '../cli/flags/revision.ts';
import { targetFlags } from '../cli/flags/target.ts';
import { parseRender } from '../cli/parse-render.ts';
import { printManifests } from '../cli/print-manifests.ts';
import { readCatalog } from '../cli/read-catalog.ts';
import { splitEngineArgs } from '../cli/split-engine-args.ts';

export default class Render extends Command {
  static override summary = 'print the Kubernetes objects of releases, for kubectl or Git';
  static override description =
    'Prints what a first deploy of a model, or of documents, would apply; no cluster is asked. A ' +
    'word that is no model is a release, whose objects are read from its record. Objects have a ' +
    'namespace only when one is said. The output is YAML unless another form is asked for.';
  static override examples = [
    '<%= config.bin %> render --filename qwen.yaml',
    '<%= config.bin %> render qwen3-8b --image llama-server:1 --output json',
    '<%= config.bin %> render my-release --revision 2',
  ];
  static override args = {
    model: Args.string({
      ignoreStdin: true,
      description: 'model of the catalog, hub id, URL or file, or the name of a release',
    }),
  };
  static override flags = {
    ...nameFlags,
    offline: Flags.boolean({
      summary: 'ask no source, so that sizes and digests stay unknown, by default off',
      helpGroup: 'MODEL',
    }),
    deployed: Flags.boolean({
      summary: 'print the release of that name, also where a model has it, by default off',
      helpGroup: 'RELEASE',
    }),
    ...revisionFlags,
    ...optionalFilesFlags,
    ...releaseFlags,
    ...networkFlags,
    ...profileFlags,
    ...targetFlags,
    ...documentFlags,
  };

  async run(): Promise<void> {
    const { own, engine } = splitEngineArgs(this.argv);
    checkPeerFlags(own);
    const { args, flags } = await this.parse(Render, own);
    const asked = await parseRender(args.model, { ...flags, engine }, readCatalog);
    const { renderAsked } = await import('../cli/render-asked.ts');
    await printManifests(await renderAsked(asked, { ...flags, engine }), flags.output);
  }
}
