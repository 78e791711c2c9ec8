import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const nvidiaCards = 'proc/driver/nvidia/gpus';

/**
 * Names of the accelerators that drivers of this machine show; no program is run, and whether the
 * engine was built for them is another question. `root` stands for `/`.
 */
export async function findAccelerators(
  platform: NodeJS.Platform = process.platform,
  root = '/',
): Promise<readonly string[]> {
  if (platform === 'darwin') return process.arch === 'arm64' ? ['Apple GPU (Metal)'] : [];
  const cards = await namesIn(path.join(root, nvidiaCards));
  const nvidia = await Promise.all(cards.map((card) => nvidiaName(root, card)));
  const hasAmd = await isThere(path.join(root, 'dev/kfd'));
  return [...nvidia, ...(hasAmd ? ['AMD GPU (/dev/kfd)'] : [])];
}

async function nvidiaName(root: string, card: string): Promise<string> {
  const file = path.join(root, nvidiaCards, card, 'information');
  // A driver that shows a card and not its name still has the card.
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^Model:\s*(\S.*?)\s*$/m.exec(text)?.[1] ?? 'NVIDIA GPU';
}

async function namesIn(folder: string): Promise<readonly string[]> {
  // Without the driver there is no such folder.
  return (await readdir(folder).catch(() => [])).sort();
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
