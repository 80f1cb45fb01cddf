import type { WireDelivery } from '../../../../api/wire-paging.ts';
import { pagingRest } from '../client/rest-paging.ts';
import { useAsked, useChange } from '../client/use.ts';
import { Panel } from '../parts/detail.tsx';
import { dateTime } from '../text/format.ts';
import { type TextKey, useWords, type Words } from '../text/language.ts';
import { nameOf } from './names.ts';

export const deliveryStates: Readonly<Record<WireDelivery['state'], TextKey>> = {
  pending: 'dashboards.deliveries.state.pending',
  sent: 'dashboards.deliveries.state.sent',
  delivered: 'dashboards.deliveries.state.delivered',
  failed: 'dashboards.deliveries.state.failed',
};
const events: Readonly<Record<WireDelivery['event'], TextKey>> = {
  raised: 'dashboards.deliveries.event.raised',
  escalated: 'dashboards.deliveries.event.escalated',
  reminded: 'dashboards.deliveries.event.reminded',
  acknowledged: 'dashboards.deliveries.event.acknowledged',
  cleared: 'dashboards.deliveries.event.cleared',
  summary: 'dashboards.deliveries.event.summary',
  test: 'dashboards.channels.test',
};
const heads: readonly TextKey[] = [
  'dashboards.deliveries.head.paged',
  'dashboards.deliveries.head.who',
  'dashboards.deliveries.head.what',
  'dashboards.deliveries.head.state',
  'dashboards.deliveries.head.seen',
  'dashboards.deliveries.head.acknowledged',
];

/** Who was told of an incident, and when it was paged, sent, delivered, seen and acknowledged; nothing where nobody is declared. */
export function DeliveriesPanel({ incidentId, changes }: { readonly incidentId: string; readonly changes: string }) {
  const t = useWords();
  const { value, again } = useAsked(`deliveries ${incidentId}`, () => pagingRest.deliveries(incidentId));
  useChange(changes, again);
  if (value === undefined || value.items.length === 0) return null;
  return (
    <Panel title={t('dashboards.deliveries.title')}>
      <div class="scroll">
        <table class="deliveries">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {t(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {value.items.map((delivery) => (
              <Row key={delivery.id} delivery={delivery} t={t} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Row({ delivery, t }: { readonly delivery: WireDelivery; readonly t: Words }) {
  const { id, event, recipient, recipientId, channelId, state, tries, detail, wentOnAs } = delivery;
  const { pagedAt, sentAt, deliveredAt, seenAt, acknowledgedAt } = delivery;
  const at = (time: string | null): string => (time === null ? '–' : dateTime(time));
  const goneAt = deliveredAt ?? sentAt;
  const more = [
    goneAt === null ? '' : dateTime(goneAt),
    tries > 1 ? t('dashboards.deliveries.tries', { count: tries }) : '',
    state === 'failed' || state === 'pending' ? (detail ?? '') : '',
    wentOnAs === null ? '' : t('dashboards.deliveries.went-on', { channel: wentOnAs.split('/').at(-1) ?? '' }),
  ].filter((text) => text !== '');
  return (
    <tr data-delivery={id} class={`delivery ${state}`}>
      <td>{at(pagedAt)}</td>
      <td>
        <b>{recipient === null ? recipientId : nameOf(recipient, t)}</b>{' '}
        <span class="muted">{recipient === null ? '' : channelId}</span>
      </td>
      <td>{t(events[event])}</td>
      <td>
        <b class="word">{t(deliveryStates[state])}</b> <span class="muted">{more.join(' · ')}</span>
      </td>
      <td>{at(seenAt)}</td>
      <td>{at(acknowledgedAt)}</td>
    </tr>
  );
}
