import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { quoteWord } from '../core/text/quote-word.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/**
 * Makes this process trust the authorities of a PEM file besides those of Node and of the system,
 * for every server it speaks to. Gives them back as PEM, for places with a trust of their own.
 */
export async function trustAuthorityFile(path: string | undefined): Promise<string | undefined> {
  if (path === undefined || path === '') return undefined;
  const certificates = await readAuthorityFile(path);
  tls.setDefaultCACertificates([
    ...tls.getCACertificates('default'),
    ...tls.getCACertificates('system'),
    ...certificates,
  ]);
  return certificates.join('\n');
}

/** The certificates of a PEM file, each checked; whatever else is in it stays behind. */
export async function readAuthorityFile(path: string): Promise<readonly string[]> {
  const blocks = (await readText(path)).match(certificateBlock) ?? [];
  if (blocks.length === 0) throw unusable(path, 'it holds no PEM certificate');
  blocks.forEach((block, index) => {
    try {
      new X509Certificate(block);
    } catch (thrown) {
      throw unusable(path, `its certificate ${index + 1} cannot be read: ${describeCause(thrown)}`);
    }
  });
  return blocks;
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw unusable(path, describeCause(thrown));
  }
}

function unusable(path: string, fact: string): LlmkubeError {
  const message = `Cannot use the certificate authorities of \`${path}\`: ${fact}`;
  return new LlmkubeError('CA_FILE_INVALID', message, {
    facts: { path },
    suggestions: [`openssl x509 -noout -subject -in ${quoteWord(path)}`],
  });
}
