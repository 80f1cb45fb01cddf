import { type Message, message } from '../../core/index.ts';
import { nearest } from './near.ts';

/** Why a command is not understood, and what would be. */
export class Refusal {
  readonly what: Message;
  readonly remedy: Message;
  constructor(what: Message, remedy: Message) {
    this.what = what;
    this.remedy = remedy;
  }
}

/** What was probably meant; otherwise the given remedy. */
export function didYouMean(typed: string, known: Iterable<string>, otherwise: Message): Message {
  const meant = nearest(typed, known);
  return meant === undefined ? otherwise : message('lab.command.did-you-mean', { meant });
}

/** The known name, whatever the case. */
export function exact(typed: string, known: Iterable<string>): string | undefined {
  const lower = typed.toLowerCase();
  for (const name of known) if (name.toLowerCase() === lower) return name;
  return undefined;
}
