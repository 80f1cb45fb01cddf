import type { WireBackupCounts } from '../../../../api/wire-backups.ts';
import { percentDown } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { backupVerdicts, stateOfVerdict, verdictTexts } from './words.ts';

const ruleTexts = {
  threeCopies: 'dashboards.backups.rule.of.copies',
  twoMedia: 'dashboards.backups.rule.of.media',
  oneOffsite: 'dashboards.backups.rule.of.offsite',
  oneImmutable: 'dashboards.backups.rule.of.immutable',
  zeroErrors: 'dashboards.backups.rule.of.errors',
  all: 'dashboards.backups.rule.of.all',
} as const satisfies Readonly<Record<keyof WireBackupCounts['rule'], TextKey>>;

/** How many data sets are what, in words and as a bar; an unknown one is never left out. */
export function CountsLine({ counts }: { readonly counts: WireBackupCounts }) {
  const t = useWords();
  let from = 0;
  return (
    <div class="iso-counts">
      {backupVerdicts.map((verdict) => (
        <span key={verdict} class={`iso-count s-${stateOfVerdict(verdict)}${counts[verdict] === 0 ? ' none' : ''}`}>
          <b>{counts[verdict]}</b> {t(verdictTexts[verdict])}
        </span>
      ))}
      <span class="muted">{t('dashboards.backups.coverage-of', { coverage: coverageText(counts) })}</span>
      <svg class="iso-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        {backupVerdicts.map((verdict) => {
          const width = counts.declared === 0 ? 0 : (100 * counts[verdict]) / counts.declared;
          const x = from;
          from += width;
          return <rect key={verdict} class={`s-${stateOfVerdict(verdict)}`} x={x} y="0" width={width} height="1" />;
        })}
      </svg>
    </div>
  );
}

/** The one figure of the city, what it is made of, and the parts of 3-2-1-1-0. */
export function CoverageFigure({ counts }: { readonly counts: WireBackupCounts }) {
  const t = useWords();
  const state = counts.fail > 0 ? 'down' : counts.unknown > 0 ? 'unknown' : 'up';
  return (
    <section class="panel backup-coverage" aria-label={t('dashboards.backups.coverage')}>
      <div class={`backup-figure s-${counts.declared === 0 ? 'unknown' : state}`}>
        <span class="muted">{t('dashboards.backups.coverage')}</span>
        <b id="backup-coverage">{coverageText(counts)}</b>
        <span>{t('dashboards.backups.covered', { pass: counts.pass, declared: counts.declared })}</span>
      </div>
      <div>
        <CountsLine counts={counts} />
        <p class="muted">{t('dashboards.backups.coverage.what')}</p>
        <dl class="backup-rule">
          {Object.entries(ruleTexts).map(([name, key]) => (
            <div key={name}>
              <dt>{t(key)}</dt>
              <dd>
                {counts.rule[name as keyof typeof ruleTexts]}/{counts.declared}
              </dd>
            </div>
          ))}
          <div>
            <dt>{t('dashboards.backups.proven')}</dt>
            <dd>
              {counts.proven}/{counts.declared}
            </dd>
          </div>
        </dl>
      </div>
    </section>
  );
}

/** Cut and never rounded up: 100% stands only for all of them. */
function coverageText({ coverage }: WireBackupCounts): string {
  return coverage === null
    ? '–'
    : percentDown(coverage)
        .replace(/\.000%$/, '%')
        .replace(/(\.\d)\d\d%$/, '$1%');
}
