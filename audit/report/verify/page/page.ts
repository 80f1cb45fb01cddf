/** The script of `verify.html`, which an auditor opens from a stick: no network, no storage, nothing but the chosen files. */
import { verifyAsync } from '@noble/ed25519';
import { render } from '../../../../core/index.ts';
import { sha256, type VerifySignature } from '../../../../ledger/verify/index.ts';
import { type BundleCheck, verifyBundle } from '../core.ts';
import { readHead, readKey } from '../key.ts';
import { unpack } from '../unpack.ts';
import { faultText, headlineOf, type VerifierLanguage, verifierTexts } from '../words.ts';

let language: VerifierLanguage = navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
let shown: { readonly check?: BundleCheck; readonly trouble?: string } = {};

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const say = (key: string, params?: Readonly<Record<string, string | number>>): string =>
  render(verifierTexts[language], params === undefined ? { key } : { key, params });

/** The browser's own Ed25519 where it has one (Chromium 137), else @noble/ed25519: offices keep old browsers. */
const verify: VerifySignature = async ({ publicKey, message, signature }) => {
  try {
    const key = await crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature.slice(), message.slice());
  } catch {
    return verifyAsync(signature, message, publicKey, { zip215: false }).catch(() => false);
  }
};

async function readFiles(list: FileList): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const files = new Map<string, Uint8Array>();
  for (const file of list) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (list.length === 1 && file.name.endsWith('.zip')) return unpack(bytes);
    files.set(file.name, bytes);
  }
  return files;
}

async function run(): Promise<void> {
  const list = element<HTMLInputElement>('files').files;
  if (list === null || list.length === 0) {
    tell({ trouble: 'report.verify.no-files' });
    return;
  }
  element('result').textContent = say('report.verify.running');
  const files = await readFiles(list);
  if (files === undefined) {
    tell({ trouble: 'report.verify.unreadable' });
    return;
  }
  const key = readKey(element<HTMLTextAreaElement>('key').value, files, sha256);
  if (key === undefined) {
    tell({ trouble: 'report.verify.no-key' });
    return;
  }
  const headText = element<HTMLTextAreaElement>('head').value.trim();
  const seen = headText === '' ? undefined : readHead(headText);
  if (headText !== '' && seen === undefined) {
    tell({ trouble: 'report.verify.page.no-head' });
    return;
  }
  tell({ check: await verifyBundle({ files, key, seen, sha256, verify }) });
}

function tell(next: typeof shown): void {
  shown = next;
  draw();
}

function line(parent: HTMLElement, tag: string, text: string, className = ''): void {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  parent.append(made);
}

function draw(): void {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]'))
    node.textContent = say(node.dataset.text ?? '');
  const result = element('result');
  result.replaceChildren();
  result.dataset.state = shown.check === undefined ? 'none' : shown.check.ok ? 'sound' : 'broken';
  if (shown.trouble !== undefined) line(result, 'p', say(shown.trouble), 'trouble');
  const { check } = shown;
  if (check === undefined) return;
  const count = { count: check.faultCount };
  line(result, 'h2', say(headlineOf(check), count), check.ok ? 'sound' : 'broken');
  const { report, head } = check;
  if (report !== undefined) {
    line(result, 'p', `${report.title} · ${report.id}`);
    line(result, 'p', `${say('report.label.verdict')}: ${say(`report.verdict.${report.verdict}`)}`);
  }
  for (const found of check.faults) line(result, 'p', `✗ ${faultText(verifierTexts[language], found)}`, 'fault');
  const more = check.faultCount - check.faults.length;
  if (more > 0) line(result, 'p', say('report.verify.more', { more }), 'fault');
  if (head !== undefined) {
    line(result, 'p', say('report.verify.head', { ...head }));
    line(result, 'p', say('report.verify.recorded', { index: check.recordIndex ?? '?' }));
  }
  line(result, 'p', say('report.verify.evidence', { count: check.evidence }));
  if (check.recomputed) line(result, 'p', say('report.verify.recomputed'));
  if (check.cosigned.length > 0) line(result, 'p', say('report.verify.cosigned', { names: check.cosigned.join(', ') }));
  for (const found of check.notVerified) line(result, 'p', `· ${faultText(verifierTexts[language], found)}`, 'note');
}

element('run').addEventListener('click', () => {
  run().catch(() => tell({ trouble: 'report.verify.no-bundle' }));
});
element('language').addEventListener('click', () => {
  language = language === 'en' ? 'zh-CN' : 'en';
  draw();
});
draw();
