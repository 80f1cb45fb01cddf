import { useState } from 'preact/hooks';
import type { WireScopeKind } from '../../../../api/wire-services.ts';
import { useMay } from '../client/may.ts';
import { servicesRest } from '../client/rest-services.ts';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { dateTime } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { hourMs, LengthChoice, usualHours } from './length.tsx';

export const scopeTexts: Readonly<Record<WireScopeKind, TextKey>> = {
  city: 'dashboards.maintenance.scope.city',
  district: 'dashboards.maintenance.scope.district',
  point: 'dashboards.maintenance.scope.point',
  device: 'dashboards.maintenance.scope.device',
  link: 'dashboards.maintenance.scope.link',
  pair: 'dashboards.maintenance.scope.pair',
  service: 'dashboards.maintenance.scope.service',
};

interface Scope {
  readonly kind: WireScopeKind;
  readonly id: string;
}

/** Announces work on what the page shows: one click opens, the next announces it for two hours from now. */
export function AnnounceButton({
  scope,
  name,
  done,
}: {
  readonly scope: Scope;
  readonly name: string;
  readonly done?: () => void;
}) {
  const t = useWords();
  const mayOperate = useMay('operate');
  const [open, setOpen] = useState(false);
  if (!mayOperate) return null;
  return (
    <>
      <button type="button" class="button small" onClick={() => setOpen(true)}>
        {t('dashboards.maintenance.announce')}
      </button>
      {open ? (
        <AnnounceDialog scope={scope} name={name} close={() => setOpen(false)} done={done ?? (() => {})} />
      ) : null}
    </>
  );
}

function AnnounceDialog({
  scope,
  name,
  close,
  done,
}: {
  readonly scope: Scope;
  readonly name: string;
  readonly close: () => void;
  readonly done: () => void;
}) {
  const t = useWords();
  const [hours, setHours] = useState<number>(usualHours);
  const [from, setFrom] = useState('');
  const [weeks, setWeeks] = useState(0);
  const [reason, setReason] = useState(t('dashboards.maintenance.usual-reason'));
  const begin = from === '' ? Date.now() : new Date(from).getTime();
  const isSound = Number.isFinite(begin);
  const wish = () => ({
    scopes: [scope],
    reason,
    to: new Date(begin + hours * hourMs).toISOString(),
    ...(from === '' ? {} : { from: new Date(begin).toISOString() }),
    ...(weeks === 0 ? {} : { weeklyUntil: new Date(begin + weeks * 7 * 24 * hourMs).toISOString() }),
  });
  return (
    <FormDialog
      title={t('dashboards.maintenance.announce-of', { kind: t(scopeTexts[scope.kind]), name })}
      submit={t('dashboards.maintenance.announce')}
      ready={isSound && reason.trim() !== ''}
      send={() => servicesRest.announce(wish())}
      {...{ close, done }}
    >
      <p class="muted">{t('dashboards.maintenance.meaning')}</p>
      <LengthChoice hours={hours} choose={setHours} />
      <label>
        {t('dashboards.maintenance.from')}
        <input type="datetime-local" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        {t('dashboards.maintenance.weekly')}
        <select value={String(weeks)} onChange={(event) => setWeeks(Number(event.currentTarget.value))}>
          <option value="0">{t('dashboards.maintenance.once')}</option>
          {[4, 13, 26, 52].map((each) => (
            <option key={each} value={String(each)}>
              {t('dashboards.maintenance.weeks', { weeks: each })}
            </option>
          ))}
        </select>
      </label>
      <TextField label={t('dashboards.maintenance.reason')} value={reason} change={setReason} longest={500} rows={2} />
      {isSound ? (
        <p>{t('dashboards.maintenance.will', { from: dateTime(begin), to: dateTime(begin + hours * hourMs) })}</p>
      ) : null}
    </FormDialog>
  );
}
