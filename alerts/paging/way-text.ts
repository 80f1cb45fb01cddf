import type { Page } from './model.ts';

type Way = Pick<Page, 'channelId' | 'recipientId'>;

const arrow = ' → ';

/** By which channel, and to whom, as the history of an incident says it; a channel to a system stands for itself. */
export function wayText({ channelId, recipientId }: Way): string {
  return recipientId === channelId ? channelId : `${channelId}${arrow}${recipientId}`;
}

/** The channel of such a text. */
export function channelOfWay(text: string): string {
  return text.split(arrow, 1)[0] ?? '';
}
