import type { EpochMs } from '../../core/index.ts';
import type { ChannelSettings } from '../../inventory/index.ts';
import type { Incident } from '../incident.ts';
import { answerCode, asksAnswer } from './answer-code.ts';
import type { Page, PageToSend } from './model.ts';
import { summaryText } from './summary-text.ts';
import { pageText } from './template.ts';
import type { PagingScene } from './view.ts';

/** A page in the words of its reader; undefined when it does not say any more what it is about. */
export function toSendOf(
  page: Page,
  { paging, city, timeZone }: PagingScene,
  acknowledgeUrl: string | undefined,
  at: EpochMs,
): PageToSend | undefined {
  const { incident } = page;
  if (incident === undefined) return undefined;
  const language = paging.people.find(({ id }) => id === page.recipientId)?.language ?? 'zh-CN';
  const url =
    paging.url === undefined || page.event === 'test'
      ? undefined
      : page.summary === undefined
        ? `${paging.url}/incidents/${incident.id}`
        : `${paging.url}/incidents`;
  const asks = asksAnswer(page);
  const link = asks ? acknowledgeUrl : undefined;
  const { summary } = page;
  const own = paging.channels.find(({ id }) => id === page.channelId)?.templates?.[language];
  const shown = { language, city, timeZone, acknowledgeUrl: link };
  const text =
    summary === undefined
      ? pageText({ incident, event: page.event, ...shown, url, own })
      : summaryText({ summary, ...shown, url });
  const code = asks ? answerCode(page.code) : undefined;
  const { severity } = incident;
  return { page, incident, severity, language, ...text, answerCode: code, acknowledgeUrl: link, incidentUrl: url, at };
}

export function severityFits({ severities }: ChannelSettings, { severity }: Incident): boolean {
  return severities.includes(severity);
}
