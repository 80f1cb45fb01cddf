import { auditTexts, backupTexts, isolationTexts, pairTexts, serviceTexts } from '../audit/index.ts';
import { collectorTexts } from '../collector/index.ts';
import { type Dictionary, dictionary, type Language } from '../core/index.ts';
import { ledgerTexts } from '../ledger/index.ts';
import { standbyTexts } from '../standby/index.ts';
import { alertTexts } from './texts.ts';

/**
 * An incident of isolation is told in the words of its check, one of a service in those of its try, one of the ledger in the ledger's; its
 * course tells states of elements in the audit's.
 */
const rooms = [
  alertTexts,
  auditTexts,
  isolationTexts,
  backupTexts,
  pairTexts,
  serviceTexts,
  collectorTexts,
  ledgerTexts,
  standbyTexts,
];

/** Every text that an incident may be told in outside of a page: in a webhook, an e-mail, a syslog line. */
export const incidentTexts: Readonly<Record<Language, Dictionary>> = {
  'zh-CN': dictionary('zh-CN', ...rooms),
  en: dictionary('en', ...rooms),
};
