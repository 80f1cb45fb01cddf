import type { WireWarmStandby } from '../../../../api/wire.ts';
import { Panel } from '../parts/detail.tsx';
import { StateShape } from '../parts/state-mark.tsx';
import { dateTime, duration, withPrefix } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { FactTable } from './facts.tsx';
import { warmStanding } from './sight.ts';
import { checkTexts, commands, lossText, peerTexts, soundTexts, standingText } from './words.ts';

/** The warm standby of plain SQLite: who follows and how far, what a takeover would lose, the judgements. */
export function WarmPanel({ warm, now }: { readonly warm: WireWarmStandby; readonly now: number }) {
  const t = useWords();
  const { generation, peer, feed, lossBound, writeIntervalSeconds } = warm;
  const title = t('dashboards.system.warm');
  const standing = warmStanding(warm);
  return (
    <Panel title={title}>
      <FactTable
        label={title}
        rows={[
          [t('dashboards.system.instance'), <span class="mono">{warm.name ?? '–'}</span>],
          [t('dashboards.system.role'), t('dashboards.system.role.active')],
          [
            t('dashboards.system.generation'),
            generation === null
              ? '–'
              : t('dashboards.system.generation.what', { number: generation.number, at: dateTime(generation.since) }),
          ],
          [t('dashboards.system.standing'), standingText(standing, t)],
          [
            t('dashboards.system.peer'),
            peer === null ? '–' : `${peer.name ?? ''} ${t(peerTexts[peer.condition])}`.trim(),
          ],
          [t('dashboards.system.loss'), lossText(lossBound ?? { seconds: null, changes: null }, t)],
          ...(writeIntervalSeconds === null
            ? []
            : [
                [
                  t('dashboards.system.unwritten'),
                  t('dashboards.system.unwritten.what', { seconds: writeIntervalSeconds }),
                ] as const,
              ]),
          ...(feed === null
            ? []
            : [
                [
                  t('dashboards.system.feed'),
                  t('dashboards.system.feed.what', {
                    kept: feed.kept,
                    bytes: withPrefix(feed.bytes, 'B'),
                    breaks: feed.breaks,
                  }),
                ] as const,
              ]),
          [t('dashboards.system.guarantee'), t('dashboards.system.guarantee.warm')],
          [
            t('dashboards.system.by-hand'),
            <>
              <code class="mono">{commands.warmPreview}</code>
              <br />
              <code class="mono">{commands.warmPromote}</code>
            </>,
          ],
        ]}
      />
      <Followers followers={warm.followers} now={now} />
      <Checks checks={warm.checks} now={now} />
    </Panel>
  );
}

function Followers({ followers, now }: Pick<WireWarmStandby, 'followers'> & { readonly now: number }) {
  const t = useWords();
  if (followers.length === 0) return <p class="muted">{t('dashboards.system.no-followers')}</p>;
  return (
    <div class="scroll">
      <table aria-label={t('dashboards.system.followers')}>
        <thead>
          <tr>
            <th scope="col">{t('dashboards.system.followers')}</th>
            <th scope="col">{t('dashboards.system.version')}</th>
            <th scope="col">{t('dashboards.system.contact')}</th>
            <th scope="col" class="number">
              {t('dashboards.system.lag-changes')}
            </th>
            <th scope="col" class="number">
              {t('dashboards.system.lag-records')}
            </th>
            <th scope="col">{t('dashboards.system.copy')}</th>
          </tr>
        </thead>
        <tbody>
          {followers.map((follower) => (
            <tr key={follower.name}>
              <td class="mono">{follower.name}</td>
              <td>{follower.version}</td>
              <td title={dateTime(follower.lastContactAt)}>
                {t('dashboards.ago', { age: duration(now - Date.parse(follower.lastContactAt), t.language) })}
              </td>
              <td class="number">{follower.lagChanges}</td>
              <td class="number">{follower.lagRecords}</td>
              <td>{follower.copying ? t('dashboards.system.standing.copying') : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Checks({ checks, now }: Pick<WireWarmStandby, 'checks'> & { readonly now: number }) {
  const t = useWords();
  return (
    <div class="scroll">
      <table aria-label={t('dashboards.system.checks')}>
        <thead>
          <tr>
            <th scope="col">{t('dashboards.system.checks')}</th>
            <th scope="col">{t('dashboards.system.verdict')}</th>
            <th scope="col">{t('dashboards.system.reason')}</th>
            <th scope="col">{t('dashboards.system.contact')}</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ checkId, trouble, severity, verdict, reason, observedAt }) => {
            const [text, state] = checkTexts[verdict];
            const name = soundTexts[trouble];
            return (
              <tr key={checkId} data-check={checkId}>
                <td>
                  <span class="mono">{checkId}</span> {name === undefined ? trouble : t(name)}{' '}
                  <span class="muted">{severity}</span>
                </td>
                <td>
                  <span class={`state s-${state}`}>
                    <svg class="state-shape" viewBox="-11 -11 22 22" aria-hidden="true">
                      <StateShape state={state} />
                    </svg>
                    <span>{t(text)}</span>
                  </span>
                </td>
                <td class="reason">{t.message(reason)}</td>
                <td>
                  {observedAt === null
                    ? t('dashboards.never-observed')
                    : t('dashboards.ago', { age: duration(now - Date.parse(observedAt), t.language) })}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
