import { type Clock, message } from '../../core/index.ts';
import type { WebhookChannelSettings } from '../../inventory/index.ts';
import type { Channel, PageEvent, PageToSend } from '../paging/model.ts';
import { attemptPost } from '../webhook/attempt.ts';
import { noticeRequest } from '../webhook/request.ts';

/** The webhook as one of the channels: body, signature and headers are those of `alerts.webhook`, and so is what counts as delivered. */
export function openWebhookChannel(settings: WebhookChannelSettings, clock: Clock): Channel {
  return {
    id: settings.id,
    kind: 'webhook',
    async send(page, signal) {
      const outcome = await attemptPost({ ...noticeRequest(noticeOf(page), settings, clock), clock, signal });
      if (outcome.delivered) return { outcome: 'delivered' };
      return { outcome: outcome.retry ? 'failed' : 'refused', detail: outcome.detail };
    },
    // Only a delivery would tell: nothing is posted to see whether it could be.
    async check() {
      return { state: 'unknown', reason: message('alerts.channel.webhook.unknown') };
    },
    close() {},
  };
}

function noticeOf({ page, incident }: PageToSend) {
  const at = page.createdAt;
  return { id: page.id, key: page.key, event: told[page.event], at, incident };
}

/** What receivers of the webhook know; a test is told as one that was raised and names itself. */
const told: Readonly<Record<PageEvent, 'raised' | 'acknowledged' | 'cleared'>> = {
  ...{ raised: 'raised', escalated: 'raised', reminded: 'raised', summary: 'raised', test: 'raised' },
  ...{ acknowledged: 'acknowledged', cleared: 'cleared' },
};
