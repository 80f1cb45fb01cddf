import { message } from '../../../core/index.ts';
import type { CheckSeverity } from '../model.ts';
import type { WalkedItem } from '../survey/model.ts';
import { surveyCheck } from './survey-check.ts';

const severityOf: Readonly<Record<Exclude<WalkedItem['result'], 'ok'>, CheckSeverity>> = {
  foreign: 'S1',
  'seal-broken': 'S2',
  missing: 'S2',
  open: 'S3',
};

/** The walk through a place by two persons: the only way to find what sends nothing, a spare fibre or a stick that is not plugged in. */
export const iso42 = surveyCheck({
  id: 'ISO-42',
  severity: 'S1',
  clauses: ['8.1.10.2 b)'],
  surveyOf: (view, placeId) => view.walkDownOf(placeId),
  find({ item, result, note }) {
    if (result === 'ok') return undefined;
    const text = message(`isolation.survey.item-${result}`, { item, note: note || '-' });
    return { value: item, severity: severityOf[result], text };
  },
});
