import { alertTexts } from '../../alerts/index.ts';
import {
  assessmentTexts,
  auditTexts,
  backupTexts,
  custodyTexts,
  drillTexts,
  isolationTexts,
  pairTexts,
  reportTexts,
  serviceTexts,
} from '../../audit/index.ts';
import { dictionary, type Language, languages, type RoomTexts } from '../../core/index.ts';
import { inventoryTexts } from '../../inventory/index.ts';
import { ledgerTexts } from '../../ledger/index.ts';
import { standbyTexts } from '../../standby/index.ts';
import en from '../i18n/en.json' with { type: 'json' };
import zh from '../i18n/zh-CN.json' with { type: 'json' };

/** Every text of the server by language. */
export type Texts = RoomTexts;

/** This room's texts, those of the rooms that it speaks for, and what else is given (collector, store, lab). */
export function apiTexts(others?: Texts): Texts {
  const rooms = [
    ledgerTexts,
    standbyTexts,
    inventoryTexts,
    auditTexts,
    assessmentTexts,
    reportTexts,
    isolationTexts,
    backupTexts,
    pairTexts,
    custodyTexts,
    drillTexts,
    serviceTexts,
    alertTexts,
    { 'zh-CN': zh, en },
    ...(others === undefined ? [] : [others]),
  ];
  return { 'zh-CN': dictionary('zh-CN', ...rooms), en: dictionary('en', ...rooms) };
}

/**
 * The language that an Accept-Language header prefers (RFC 9110 12.5.4); the first of `languages` when it names none.
 * At most the first 16 ranges are read.
 */
export function preferredLanguage(header: string | undefined): Language {
  const ranges = (header ?? '').split(',', 16).map((range, order) => {
    const [tag = '', ...params] = range.trim().toLowerCase().split(';');
    const quality = params.map((param) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(param)?.[1]).find(Boolean);
    return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality), order };
  });
  ranges.sort((a, b) => b.quality - a.quality || a.order - b.order);
  for (const { tag, quality } of ranges) {
    const found = languages.find((language) => language.toLowerCase().split('-')[0] === tag.split('-')[0]);
    if (found !== undefined && quality > 0) return found;
  }
  return languages[0];
}
