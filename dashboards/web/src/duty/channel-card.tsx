import { useState } from 'preact/hooks';
import type { WireState } from '../../../../api/wire.ts';
import type { WireChannel } from '../../../../api/wire-paging.ts';
import { pagingRest } from '../client/rest-paging.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { dateTime } from '../text/format.ts';
import type { TextKey, Words } from '../text/language.ts';
import { nameOf } from './names.ts';

const marks: Readonly<Record<string, WireState>> = { good: 'up', bad: 'down', unknown: 'unknown' };
const kinds: Readonly<Record<string, TextKey>> = {
  smtp: 'dashboards.channels.kind.smtp',
  sms: 'dashboards.channels.kind.sms',
  voice: 'dashboards.channels.kind.voice',
  syslog: 'dashboards.channels.kind.syslog',
  webhook: 'dashboards.channels.kind.webhook',
  snmp: 'dashboards.channels.kind.snmp',
  printer: 'dashboards.channels.kind.printer',
  alertmanager: 'dashboards.channels.kind.alertmanager',
};

/** One channel: whether it works and why not, what waits, what went and failed. */
export function ChannelCard({
  channel,
  again,
  test,
  t,
}: {
  readonly channel: WireChannel;
  readonly again: () => void;
  /** Given to who may. */
  readonly test: ((channel: WireChannel) => void) | undefined;
  readonly t: Words;
}) {
  const { id, kind, to, health, waiting, sent, failed, lastSentAt, lastFailure, otherwiseId, people } = channel;
  const [checking, setChecking] = useState(false);
  const kindKey = kinds[kind];
  const check = (): void => {
    setChecking(true);
    void pagingRest
      .check(id)
      .catch(() => undefined)
      .finally(() => {
        setChecking(false);
        again();
      });
  };
  return (
    <section class={`panel channel-card s-${marks[health?.state ?? 'unknown']}`} data-channel={id} aria-label={id}>
      <div class="panel-head">
        <h2>{id}</h2>
        <span class="muted">
          {kindKey === undefined ? kind : t(kindKey)} · <span class="mono">{to}</span>
        </span>
      </div>
      <p class="channel-health">
        <StateMark state={marks[health?.state ?? 'unknown'] ?? 'unknown'} />
        <span>{health === null ? t('dashboards.channels.unchecked') : t.message(health.reason)}</span>
      </p>
      <dl class="channel-counts">
        <Count label={t('dashboards.channels.waiting')} value={waiting} isBad={false} />
        <Count label={t('dashboards.channels.sent')} value={sent} isBad={false} />
        <Count label={t('dashboards.channels.failed')} value={failed} isBad={failed > 0} />
      </dl>
      <p class="muted">
        {lastSentAt === null ? null : <span>{t('dashboards.channels.last', { time: dateTime(lastSentAt) })} </span>}
        {otherwiseId === null ? null : <span>{t('dashboards.channels.otherwise', { id: otherwiseId })} </span>}
        <span>
          {channel.isPersonal
            ? t('dashboards.channels.people', { names: people.map((one) => nameOf(one, t)).join(' · ') || '–' })
            : t('dashboards.channels.system')}
        </span>
      </p>
      {lastFailure === null ? null : (
        <p class="channel-failure">
          {dateTime(lastFailure.at)} · {lastFailure.detail}
        </p>
      )}
      {test === undefined || !channel.hasTest ? null : (
        <div class="channel-actions">
          <button type="button" class="button small" disabled={checking} onClick={check}>
            {t('dashboards.channels.check')}
          </button>
          <button type="button" class="button small primary" onClick={() => test(channel)}>
            {t('dashboards.channels.test')}
          </button>
        </div>
      )}
    </section>
  );
}

function Count({ label, value, isBad }: { readonly label: string; readonly value: number; readonly isBad: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class={isBad ? 'is-bad' : ''}>{value}</dd>
    </div>
  );
}
