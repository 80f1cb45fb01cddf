import type { WirePair } from '../../../../api/wire-pairs.ts';
import { useWords } from '../text/language.ts';
import { agreementOf, type Says, type Sighting, sightingsOf } from './sight.ts';
import { agreementTexts, roleTexts, stateOfAgreement, vantageTexts } from './words.ts';

const rowHeight = 34;
const headHeight = 46;
const saidTexts = {
  address: { yes: 'dashboards.pairs.holds', no: 'dashboards.pairs.holds-not', unknown: 'dashboards.pairs.untold' },
  answer: { yes: 'dashboards.pairs.answers', no: 'dashboards.pairs.answers-not', unknown: 'dashboards.pairs.untold' },
} as const;

type Properties = Pick<WirePair, 'members' | 'probes' | 'virtualAddress' | 'home'> & { readonly now: number };

/** Two members and what each of three sides says of them: where all agree, every line leads to the same one. */
export function PairPicture({ members, probes, virtualAddress, home, now }: Properties) {
  const t = useWords();
  const sightings = sightingsOf({ members, probes }, now);
  const agreement = agreementOf(sightings);
  const height = headHeight + rowHeight * 3 + 8;
  const word = t(agreementTexts[agreement]);
  return (
    <svg
      class={`pair-picture s-${stateOfAgreement[agreement]} ${agreement}`}
      viewBox={`0 0 640 ${height}`}
      role="img"
      aria-label={`${virtualAddress}: ${word}`}
    >
      {members.slice(0, 2).map(({ deviceId }, index) => {
        const serves = sightings.some(({ says }) => says[index] === 'yes');
        const x = index === 0 ? 1 : 439;
        return (
          <g key={deviceId}>
            <rect class={`member${serves ? ' serves' : ''}`} x={x} y="1" width="200" height={height - 2} rx="12" />
            <text class="member-name" x={x + 14} y="27">
              {deviceId}
            </text>
            {home === deviceId ? (
              <text class="member-home" x={x + 188} y="27" text-anchor="end">
                {t('dashboards.pairs.home')}
              </text>
            ) : null}
          </g>
        );
      })}
      <text class="address" x="320" y="28" text-anchor="middle">
        {virtualAddress}
      </text>
      {sightings.map((sighting, row) => (
        <Track key={sighting.vantage} sighting={sighting} members={members} y={headHeight + row * rowHeight + 14} />
      ))}
      {sightings.length < 3 ? (
        <text class="none" x="320" y={headHeight + 2 * rowHeight + 19} text-anchor="middle">
          {t('dashboards.pairs.no-probe')}
        </text>
      ) : null}
    </svg>
  );
}

function Track({
  sighting: { vantage, says },
  members,
  y,
}: {
  readonly sighting: Sighting;
  readonly members: WirePair['members'];
  readonly y: number;
}) {
  const t = useWords();
  return (
    <g>
      <text class="vantage" x="320" y={y + 5} text-anchor="middle">
        {t(vantageTexts[vantage])}
      </text>
      {says.slice(0, 2).map((word, index) => {
        const x = index === 0 ? 24 : 462;
        const role = members[index]?.role ?? 'unknown';
        const text = vantage === 'role' ? t(roleTexts[role]) : t(saidTexts[vantage][word]);
        return (
          <g key={index} class={`says ${word}`}>
            <path class="lead" d={index === 0 ? `M262 ${y}H202` : `M378 ${y}H438`} />
            <Sign word={word} x={x} y={y} />
            <text x={x + 20} y={y + 5}>
              {text}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Sign({ word, x, y }: { readonly word: Says; readonly x: number; readonly y: number }) {
  if (word === 'yes') return <circle class="sign" cx={x} cy={y} r="9" />;
  if (word === 'no') return <circle class="sign hollow" cx={x} cy={y} r="5" />;
  return (
    <text class="sign" x={x} y={y + 6} text-anchor="middle">
      ?
    </text>
  );
}
