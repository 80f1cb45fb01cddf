import { message } from '../../../core/index.ts';
import { surveyCheck } from './survey-check.ts';

/** Each medium that crosses is on the register, with the approval of a second person. */
export const iso43 = surveyCheck({
  id: 'ISO-43',
  severity: 'S2',
  clauses: ['8.1.3.1 a)'],
  surveyOf: (view, placeId) => view.mediaOf(placeId),
  find({ medium, direction, by, approvedBy }) {
    if (approvedBy !== '' && approvedBy !== by) return undefined;
    const key = approvedBy === '' ? 'isolation.survey.medium-unapproved' : 'isolation.survey.medium-self-approved';
    return {
      value: medium,
      severity: 'S2',
      text: message(key, { medium, direction: `key:isolation.survey.${direction}`, by }),
    };
  },
});
