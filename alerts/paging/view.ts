import type { EpochMs } from '../../core/index.ts';
import type { CalendarSettings, ChannelSettings, City, PagingSettings } from '../../inventory/index.ts';
import type { Duty } from '../duty/roster.ts';
import type { ChannelHealth, Page } from './model.ts';

/** What paging reads at every use, so that a reload counts at once. */
export interface PagingScene {
  readonly paging: PagingSettings;
  readonly city: City;
  readonly timeZone: string;
  readonly calendar: CalendarSettings;
}

/** One channel as its page shows it. */
export interface ChannelStanding {
  readonly settings: ChannelSettings;
  readonly health: ChannelHealth | undefined;
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
  readonly lastSentAt: EpochMs | undefined;
  readonly lastFailure: { readonly at: EpochMs; readonly detail: string } | undefined;
}

/** What a link leads to; `used` and `over`: nothing is left to do. */
export interface LinkStanding {
  readonly state: 'open' | 'used' | 'over' | 'expired';
  readonly page: Page;
  readonly language: 'zh-CN' | 'en';
}

/** Paging as pages and the API see it. */
export interface PagingView {
  /** Rosters as declared, each with its turns. */
  duties(): readonly Duty[];
  scene(): PagingScene;
  channels(): readonly ChannelStanding[];
  /** Tries a channel without telling anybody anything; undefined: there is none of this id. */
  check(channelId: string): Promise<ChannelHealth | undefined>;
  /** Sends one message that says that it is a test: to a person, or to the channel's system. Undefined: nobody is reached that way. */
  test(channelId: string, personId: string | undefined): Page | undefined;
  page(id: string): Page | undefined;
  deliveries(incidentId: string): Promise<readonly Page[]>;
  /** Whoever opens a link has seen the page. Undefined: it is none of ours. */
  look(token: string): LinkStanding | undefined;
  /** Acknowledges by a link, once. */
  acknowledge(token: string): LinkStanding | undefined;
  stats(): { readonly waiting: number; readonly sent: number; readonly failed: number };
}
