import { type Dictionary, type Message, render } from '../../../core/index.ts';
import ledgerEn from '../../../ledger/i18n/en.json' with { type: 'json' };
import ledgerZh from '../../../ledger/i18n/zh-CN.json' with { type: 'json' };
import en from '../i18n/en.json' with { type: 'json' };
import zh from '../i18n/zh-CN.json' with { type: 'json' };
import type { BundleCheck } from './core.ts';

export type VerifierLanguage = 'zh-CN' | 'en';

/** The words of the verifiers that go with a bundle; they have no server to ask. */
export const verifierTexts: Readonly<Record<VerifierLanguage, Dictionary>> = {
  'zh-CN': { ...ledgerZh, ...zh },
  en: { ...ledgerEn, ...en },
};

/** The words of a fault: what another checker found inside a file is told with its own values. */
export function faultText(texts: Dictionary, found: Message): string {
  const { what, ...params } = found.params ?? {};
  if (typeof what !== 'string' || !what.startsWith('key:')) return render(texts, found);
  const inner = render(texts, { key: what.slice('key:'.length), params });
  return render(texts, { key: found.key, params: { ...params, what: inner } });
}

/** The one line that says it all: that nothing was changed does not say that the figures follow from the evidence. */
export function headlineOf({ ok, recomputed, faultCount }: BundleCheck): string {
  if (ok) return recomputed ? 'report.verify.sound' : 'report.verify.sound-only';
  return faultCount === 1 ? 'report.verify.broken.one' : 'report.verify.broken';
}

/** The lines of a check's answer, for a terminal. */
export function checkLines(check: BundleCheck, texts: Dictionary): readonly string[] {
  const say = (key: string, params?: Message['params']): string =>
    render(texts, params === undefined ? { key } : { key, params });
  const { report, head, recordIndex } = check;
  const lines = [say(headlineOf(check), { count: check.faultCount })];
  if (report !== undefined) {
    lines.push(`  ${report.title} · ${report.id}`);
    lines.push(`  ${say('report.label.verdict')}: ${say(`report.verdict.${report.verdict}`)}`);
  }
  if (head !== undefined) {
    lines.push(`  ${say('report.verify.head', { origin: head.origin, size: head.size, root: head.root })}`);
    lines.push(`  ${say('report.verify.recorded', { index: recordIndex ?? '?' })}`);
  }
  lines.push(`  ${say('report.verify.evidence', { count: check.evidence })}`);
  if (check.recomputed) lines.push(`  ${say('report.verify.recomputed')}`);
  if (check.cosigned.length > 0) lines.push(`  ${say('report.verify.cosigned', { names: check.cosigned.join(', ') })}`);
  for (const found of check.faults) lines.push(`✗ ${faultText(texts, found)}`);
  const more = check.faultCount - check.faults.length;
  if (more > 0) lines.push(say('report.verify.more', { more }));
  for (const found of check.notVerified) lines.push(`· ${faultText(texts, found)}`);
  return lines;
}
