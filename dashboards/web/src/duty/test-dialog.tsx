import { useEffect, useState } from 'preact/hooks';
import type { WireChannel, WireDelivery } from '../../../../api/wire-paging.ts';
import { RequestFailed } from '../client/rest.ts';
import { pagingRest } from '../client/rest-paging.ts';
import { Modal } from '../parts/modal.tsx';
import { useWords } from '../text/language.ts';
import { deliveryStates } from './deliveries.tsx';
import { nameOf } from './names.ts';

const lookEveryMs = 500;

/** Sends one message that says that it is a test, and tells how it went. */
export function TestDialog({ channel, close }: { readonly channel: WireChannel; readonly close: () => void }) {
  const t = useWords();
  const [personId, setPersonId] = useState(channel.people[0]?.id ?? null);
  const [delivery, setDelivery] = useState<WireDelivery>();
  const [failed, setFailed] = useState('');
  const isUnderWay = delivery !== undefined && delivery.state === 'pending';
  useEffect(() => {
    if (delivery === undefined || !isUnderWay) return;
    const timer = window.setTimeout(() => {
      void pagingRest
        .delivery(delivery.id)
        .then(setDelivery)
        .catch(() => setDelivery({ ...delivery }));
    }, lookEveryMs);
    return () => window.clearTimeout(timer);
  }, [delivery]);
  const send = (): void => {
    setFailed('');
    pagingRest
      .test(channel.id, channel.isPersonal ? personId : null)
      .then(setDelivery)
      .catch((thrown: unknown) => setFailed(thrown instanceof RequestFailed ? thrown.text : String(thrown)));
  };
  return (
    <Modal label={t('dashboards.channels.test')} close={close}>
      <h2>
        {t('dashboards.channels.test')} · {channel.id}
      </h2>
      {channel.isPersonal ? (
        <label>
          {t('dashboards.channels.test.to')}
          <select value={personId ?? ''} data-first onChange={(event) => setPersonId(event.currentTarget.value)}>
            {channel.people.map((person) => (
              <option key={person.id} value={person.id}>
                {nameOf(person, t)}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <p class="mono">{channel.to}</p>
      )}
      <p role="status" data-state={delivery?.state ?? ''}>
        {delivery === undefined ? t('dashboards.channels.test.what') : t(deliveryStates[delivery.state])}
        {delivery?.detail === null || delivery === undefined ? '' : ` · ${delivery.detail}`}
      </p>
      {failed === '' ? null : (
        <p class="channel-failure" role="alert">
          {failed}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="button" onClick={close}>
          {t('dashboards.action.close')}
        </button>
        <button
          type="button"
          class="button primary"
          disabled={isUnderWay || (channel.isPersonal && personId === null)}
          onClick={send}
        >
          {t('dashboards.channels.test.send')}
        </button>
      </div>
    </Modal>
  );
}
