import type { Ledger } from '../../ledger/index.ts';
import { readState } from '../report/uptime/records.ts';
import type { Assessment, CardEvidence, Finding, ScoreCard } from './model.ts';

/** A change of state is on record within this time of the moment that it tells of; one that was measured far away may come later. */
const recordedWithinMs = 3_600_000;
const clockMarginMs = 60_000;
const mostRecords = 50;

/** Says where in the ledger the outages of cards are on record; what is not found stays without a place. */
export function createPlaceFinder(ledger: Pick<Ledger, 'records'>) {
  const known = new Map<string, number | undefined>();

  async function recordOf({ about, from }: CardEvidence): Promise<number | undefined> {
    const key = `${from} ${about}`;
    if (known.has(key)) return known.get(key);
    const { records } = await ledger.records({
      ...{ kinds: ['state-change'], subject: about, order: 'oldest', limit: mostRecords },
      ...{ from: from - clockMarginMs, to: from + recordedWithinMs },
    });
    const place = records.find(
      ({ seq, at, body }) => readState({ at: Date.parse(at), sequence: seq, body })?.at === from,
    )?.seq;
    known.set(key, place);
    return place;
  }

  async function withPlaces(finding: Finding): Promise<Finding> {
    if (!finding.applies) return finding;
    const evidence: CardEvidence[] = [];
    for (const each of finding.evidence) {
      const isState = each.record === undefined && /^(?:view|point) /.test(each.about);
      evidence.push(isState ? { ...each, record: await recordOf(each) } : each);
    }
    return { ...finding, evidence };
  }

  return {
    async card(card: ScoreCard): Promise<ScoreCard> {
      const indicators = [];
      for (const each of card.indicators) indicators.push({ ...each, finding: await withPlaces(each.finding) });
      return { ...card, indicators };
    },
    async all(assessment: Assessment): Promise<Assessment> {
      const cards = [];
      for (const card of assessment.cards) cards.push(await this.card(card));
      return { ...assessment, cards };
    },
  };
}
