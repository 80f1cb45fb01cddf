import type { Clock } from '../../core/index.ts';
import type { WebhookSettings } from '../../inventory/index.ts';
import type { Notice } from '../notifier.ts';
import { webhookBody } from './body.ts';
import { signatureHeader, signBody } from './signature.ts';

/** The POST that delivers a notice. `Idempotency-Key` is the same whichever instance sends it: a receiver shows it once. */
export function noticeRequest(
  notice: Notice,
  settings: Pick<WebhookSettings, 'url' | 'secret' | 'timeoutSeconds'>,
  clock: Clock,
) {
  const body = webhookBody(notice);
  return {
    url: settings.url,
    body,
    timeoutMs: settings.timeoutSeconds * 1000,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Fangzhou',
      'Fangzhou-Delivery': notice.id,
      // A header holds one line of ASCII; ids of elements may hold any script.
      'Idempotency-Key': encodeURI(notice.key),
      [signatureHeader]: signBody(body, settings.secret, Math.floor(clock.now() / 1000)),
    },
  };
}
