import type { WireStandby } from '../../../../api/wire-standby.ts';
import { PairMark } from '../pairs/mark.tsx';
import { Panel } from '../parts/detail.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { FactTable } from './facts.tsx';
import { Address } from './head.tsx';
import { bannerOf, isByHand, pairStanding } from './sight.ts';
import {
  arbiterTexts,
  commands,
  conditionTexts,
  databaseTexts,
  guaranteeTexts,
  pairLossText,
  roleTexts,
  standingText,
} from './words.ts';

/** The pair under a lease: roles, lease, votes, what a takeover would lose, what holds and what does not. */
export function PairPanel({ pair, now }: { readonly pair: WireStandby; readonly now: number }) {
  const t = useWords();
  const { active, hindrance, peerSeenAt, readiness } = pair;
  const role = bannerOf(pair) === 'undecided' ? 'undecided' : pair.role;
  const title = t('dashboards.system.pair');
  return (
    <Panel title={title}>
      {pair.banner.length === 0 ? null : (
        <ul class="iso-rows">
          {pair.banner.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <FactTable
        label={title}
        rows={[
          [t('dashboards.system.instance'), <span class="mono">{pair.id}</span>],
          [t('dashboards.system.role'), t(roleTexts[role])],
          [t('dashboards.system.since'), dateTime(pair.since)],
          [
            t('dashboards.system.active'),
            active === null ? (
              t('dashboards.system.nobody')
            ) : (
              <>
                <span class="mono">{active.id}</span> <Address url={active.url} />
              </>
            ),
          ],
          [
            t('dashboards.system.peer'),
            <>
              <span class="mono">{pair.peer}</span>{' '}
              {peerSeenAt === null
                ? t('dashboards.system.never-heard')
                : t('dashboards.system.heard', { at: dateTime(peerSeenAt) })}
            </>,
          ],
          ...(role === 'active'
            ? [[t('dashboards.system.standing'), standingText(pairStanding(pair, now), t)] as const]
            : []),
          [
            t('dashboards.system.lease'),
            t('dashboards.system.lease.what', { token: active?.token ?? '–', seconds: pair.ttlSeconds }),
          ],
          [
            t('dashboards.system.votes'),
            <>
              {t(arbiterTexts[pair.arbiter])}{' '}
              {hindrance === null ? '' : t.message({ key: `api.standby.hindrance.${hindrance}` })}
            </>,
          ],
          ...(readiness === null
            ? []
            : [
                [
                  t('dashboards.system.readiness'),
                  <>
                    <PairMark word={readiness.word} /> {readiness.score === null ? '' : `${readiness.score}/100`}
                  </>,
                ] as const,
              ]),
          [t('dashboards.system.loss'), pairLossText(pair, t)],
          [t('dashboards.system.database'), t(databaseTexts[pair.lossBound.database])],
          [t('dashboards.system.notify'), t('dashboards.system.notify.what', { seconds: pair.notifyDelaySeconds })],
          [t('dashboards.system.guarantee'), t(guaranteeTexts[pair.takeover])],
          ...(isByHand(pair)
            ? [
                [
                  t('dashboards.system.by-hand'),
                  <>
                    <code class="mono">{commands.preview}</code>
                    <br />
                    <code class="mono">{commands.promote}</code>
                  </>,
                ] as const,
              ]
            : []),
        ]}
      />
      <Databases databases={pair.databases} />
    </Panel>
  );
}

function Databases({ databases }: Pick<WireStandby, 'databases'>) {
  const t = useWords();
  return (
    <div class="scroll">
      <table aria-label={t('dashboards.system.databases')}>
        <thead>
          <tr>
            <th scope="col">{t('dashboards.system.databases')}</th>
            <th scope="col">{t('dashboards.system.beside')}</th>
            <th scope="col">{t('dashboards.system.condition')}</th>
            <th scope="col" class="number">
              {t('dashboards.system.timeline')}
            </th>
            <th scope="col">{t('dashboards.system.detail')}</th>
          </tr>
        </thead>
        <tbody>
          {databases.map(({ host, port, at, condition, timeline, detail }) => (
            <tr key={`${host} ${port}`}>
              <td class="mono">
                {host} {port}
              </td>
              <td class="mono">{at ?? '–'}</td>
              <td>{t(conditionTexts[condition])}</td>
              <td class="number">{timeline ?? '–'}</td>
              <td class="reason">{detail ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
