import { message, render } from '../../../core/index.ts';
import { incidentTexts } from '../../incident-texts.ts';
import type { PageToSend } from '../../paging/model.ts';
import { partsOf } from './submit.ts';

/** A page as a short message of at most `mostParts` parts: what is cut is its end, never how to answer. */
export function smsText({ subject, points, answerCode, language }: PageToSend, mostParts: number): string {
  const answer =
    answerCode === undefined
      ? ''
      : `\n${render(incidentTexts[language], message('alerts.paging.sms.answer', { code: answerCode }))}`;
  const characters = [...[subject, ...points].join('\n')];
  const fits = (count: number): boolean => partsOf(`${shortened(count)}${answer}`).parts.length <= mostParts;
  /** Three full stops: a character of its own would cost half of the room where the text is in 7 bit. */
  function shortened(count: number): string {
    return count >= characters.length ? characters.join('') : `${characters.slice(0, count).join('').trimEnd()}...`;
  }
  if (fits(characters.length)) return `${shortened(characters.length)}${answer}`;
  let [fitting, tooMany] = [0, characters.length];
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (fits(middle)) fitting = middle;
    else tooMany = middle;
  }
  return `${shortened(fitting)}${answer}`;
}
