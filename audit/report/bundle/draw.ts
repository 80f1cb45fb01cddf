import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText, message, UserError } from '../../../core/index.ts';
import { elementsCsv, findingsCsv } from '../csv/csv.ts';
import { htmlOf } from '../html/html.ts';
import { jsonFile } from '../json.ts';
import type { Report } from '../model.ts';
import { oscalCatalog } from '../oscal/catalog.ts';
import { oscalResults } from '../oscal/results.ts';
import { pdfOf } from '../pdf/pdf.ts';
import { fileNames } from './parts.ts';

/** Plain data, so that it can be handed to another thread. */
export interface DrawInput {
  readonly report: Report;
  /** Records of the ledger, one a line. */
  readonly evidence: Uint8Array;
  readonly proofs: string;
  readonly policy: string;
  /** Folder with `verify.mjs` and `verify.html`. */
  readonly verifiers: string;
}

const typeOf: Readonly<Record<string, string>> = {
  json: 'application/json',
  html: 'text/html',
  csv: 'text/csv',
  jsonl: 'application/jsonl',
};

/** Draws every file that the ledger's record of the report will vouch for. The same input gives the same bytes. */
export async function drawFiles(input: DrawInput): Promise<ReadonlyMap<string, Uint8Array>> {
  const { report, evidence, proofs, policy, verifiers } = input;
  const files = new Map<string, Uint8Array>();
  const text = (name: string, content: string): void => void files.set(name, Buffer.from(content));
  files.set(fileNames.report, jsonFile(report));
  text('report.html', htmlOf(report));
  text('report.csv', elementsCsv(report));
  text('findings.csv', findingsCsv(report));
  files.set(fileNames.evidence, evidence);
  text(fileNames.proofs, proofs);
  text(fileNames.checkpoint, report.head?.checkpoint ?? '');
  text(fileNames.policy, policy);
  files.set('catalog.json', jsonFile(oscalCatalog(report.language)));
  const named = ['report.json', 'report.html', 'report.csv', 'findings.csv', 'evidence.jsonl', 'catalog.json'];
  const resources = named.flatMap((name) => {
    const bytes = files.get(name);
    return bytes === undefined ? [] : [{ name, type: typeOf[name.split('.').at(-1) ?? ''] ?? 'text/plain', bytes }];
  });
  files.set('oscal.json', jsonFile(oscalResults(report, resources)));
  const inside = ['report.json', 'oscal.json', 'report.csv', 'findings.csv', fileNames.checkpoint, fileNames.policy];
  const attachments = inside.flatMap((name) => {
    const bytes = files.get(name);
    const type = typeOf[name.split('.').at(-1) ?? ''] ?? 'text/plain';
    const relationship = name === fileNames.report ? ('Source' as const) : ('Data' as const);
    return bytes === undefined ? [] : [{ name, type, bytes, relationship, description: name }];
  });
  files.set('report.pdf', await pdfOf(report, attachments));
  for (const name of ['verify.mjs', 'verify.html']) files.set(name, await readVerifier(verifiers, name));
  files.set('RECIPE.txt', await readFile(join(import.meta.dirname, 'RECIPE.txt')));
  return files;
}

async function readVerifier(folder: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, name));
  } catch (thrown) {
    const params = { file: name, reason: errorText(thrown) };
    throw new UserError(message('report.no-verifier', params), message('report.no-verifier.remedy'));
  }
}
