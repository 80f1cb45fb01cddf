import { useState } from 'preact/hooks';
import type { WireViolationKind } from '../../../../api/wire-lab.ts';
import { labRest } from '../client/rest-lab.ts';
import { useAsked } from '../client/use.ts';
import { pathOf } from '../router.tsx';
import { useWords } from '../text/language.ts';
import type { Act } from './act.ts';
import { Deeds, type DeedsPart } from './deeds.tsx';

/** Breaks isolation on purpose: what, where, and what it may be told; beside it what is broken right now. */
export function Violations({ act }: { readonly act: Act }) {
  const t = useWords();
  const part: DeedsPart<WireViolationKind> = {
    name: 'violations',
    title: t('dashboards.lab.iso-title'),
    activeTitle: t('dashboards.lab.iso-active'),
    none: t('dashboards.lab.iso-none'),
    askKinds: labRest.violationKinds,
    askInForce: labRest.violations,
    takeBack: labRest.takeBack,
    pathOf: (target) => pathOf('device', target.split('/')[0] ?? target),
    form: (kinds, doThen) => <Break kinds={kinds} act={doThen} />,
  };
  return <Deeds part={part} act={act} />;
}

function Break({ kinds, act }: { readonly kinds: readonly WireViolationKind[]; readonly act: Act }) {
  const t = useWords();
  const [kind, setKind] = useState(kinds[0]?.kind ?? '');
  const [deviceId, setDeviceId] = useState('');
  const [port, setPort] = useState('');
  const [detail, setDetail] = useState('');
  const places = useAsked(`places ${kind}`, () => labRest.violationPlaces(kind));
  const chosen = kinds.find((each) => each.kind === kind);
  if (chosen === undefined) return null;
  const here = places.value?.find((place) => place.deviceId === deviceId);
  const ports = here?.ports ?? [];
  const atPort = ports.includes(port) ? port : '';
  const fits =
    chosen.detail === 'none' ? '' : chosen.choices.length === 0 || chosen.choices.includes(detail) ? detail : '';
  const target =
    here === undefined ? '' : chosen.on === 'device' ? deviceId : atPort === '' ? '' : `${deviceId}/${atPort}`;
  const ready = target !== '' && (chosen.detail !== 'required' || fits !== '');
  const submit = () =>
    act(
      () => labRest.violate({ kind, target, ...(fits.trim() === '' ? {} : { detail: fits.trim() }) }),
      t('dashboards.lab.iso-done', { check: chosen.check, target }),
    );
  return (
    <form
      class="violation-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void submit();
      }}
    >
      <label>
        {t('dashboards.lab.iso-kind')}
        <select
          name="kind"
          value={kind}
          onChange={(event) => {
            setKind(event.currentTarget.value);
            setDetail('');
          }}
        >
          {kinds.map((each) => (
            <option key={each.kind} value={each.kind}>
              {`${each.check} ${each.kind}`}
            </option>
          ))}
        </select>
      </label>
      <p>{chosen.title}</p>
      <label>
        {t('dashboards.kind.device')}
        <select name="device" value={deviceId} required onChange={(event) => setDeviceId(event.currentTarget.value)}>
          <option value="">{t('dashboards.lab.pick')}</option>
          {places.value?.map((place) => (
            <option key={place.deviceId} value={place.deviceId}>
              {place.deviceId}
            </option>
          ))}
        </select>
      </label>
      {chosen.on === 'port' ? (
        <label>
          {t('dashboards.lab.iso-port')}
          <select name="port" value={atPort} required onChange={(event) => setPort(event.currentTarget.value)}>
            <option value="">{t('dashboards.lab.pick')}</option>
            {ports.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <Detail kind={chosen} value={fits} onChange={setDetail} />
      <code class="muted">{`fangzhou lab ${chosen.usage}`}</code>
      <button type="submit" class="button danger" disabled={!ready}>
        {t('dashboards.lab.iso-break')}
      </button>
    </form>
  );
}

function Detail({
  kind,
  value,
  onChange,
}: {
  readonly kind: WireViolationKind;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const t = useWords();
  if (kind.detail === 'none') return null;
  const required = kind.detail === 'required';
  const name = t(required ? 'dashboards.lab.iso-detail' : 'dashboards.lab.iso-detail-optional');
  if (kind.choices.length === 0)
    return (
      <label>
        {name}
        <input name="detail" value={value} maxLength={90} onInput={(event) => onChange(event.currentTarget.value)} />
      </label>
    );
  return (
    <label>
      {name}
      <select name="detail" value={value} required={required} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t('dashboards.lab.pick')}</option>
        {kind.choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    </label>
  );
}
