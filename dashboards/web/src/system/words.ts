import type { WireState, WireWarmStandby } from '../../../../api/wire.ts';
import type { WireStandby } from '../../../../api/wire-standby.ts';
import { dateTime, withPrefix } from '../text/format.ts';
import type { TextKey, Words } from '../text/language.ts';
import type { Standing, StandingWord } from './sight.ts';

/** What a person types on the standby; the same in every language. */
export const commands = {
  preview: 'fangzhou standby promote-database --config CONFIG --preview',
  promote: 'fangzhou standby promote-database --config CONFIG --yes',
  warmPreview: 'fangzhou standby promote --data DATA --preview',
  warmPromote: 'fangzhou standby promote --data DATA --yes',
} as const;

export const stateOfStanding: Readonly<Record<StandingWord, WireState>> = {
  synchronised: 'up',
  behind: 'degraded',
  copying: 'degraded',
  attention: 'degraded',
  absent: 'down',
  split: 'down',
  unknown: 'unknown',
};

const standingTexts: Readonly<Record<StandingWord, TextKey>> = {
  synchronised: 'dashboards.system.standing.synchronised',
  behind: 'dashboards.system.standing.behind',
  copying: 'dashboards.system.standing.copying',
  attention: 'dashboards.system.standing.attention',
  absent: 'dashboards.system.standing.absent',
  split: 'dashboards.system.standing.split',
  unknown: 'dashboards.system.standing.unknown',
};

/** `behind by 12 s`; in changes where no time is known. */
export function standingText({ word, seconds, changes }: Standing, t: Words): string {
  if (word === 'behind' && seconds !== null)
    return t('dashboards.system.standing.behind-seconds', { seconds: whole(seconds) });
  if (word === 'behind' && changes !== null) return t('dashboards.system.standing.behind-changes', { changes });
  return t(standingTexts[word]);
}

/** The badge's tooltip: when the other side was heard, and what a takeover would lose. */
export function standingTitle(standing: Standing, t: Words): string {
  const heard =
    standing.heardAt === null
      ? t('dashboards.system.never-heard')
      : t('dashboards.system.heard', { at: dateTime(standing.heardAt) });
  return `${standingText(standing, t)} · ${heard} · ${lossText(standing, t)}`;
}

/** What a takeover now would lose, seconds and changes; what is not known is said, never left out. */
export function lossText({ seconds, changes }: Pick<Standing, 'seconds' | 'changes'>, t: Words): string {
  if (seconds !== null && changes !== null)
    return t('dashboards.system.loss.both', { seconds: whole(seconds), changes });
  if (changes !== null) return t('dashboards.system.loss.changes', { changes });
  if (seconds !== null) return t('dashboards.system.loss.seconds', { seconds: whole(seconds) });
  return t('dashboards.system.loss.unknown');
}

/** The same of a pair, with what the database itself may lose. */
export function pairLossText({ lossBound }: WireStandby, t: Words): string {
  const { decisions, seconds, databaseBytes } = lossBound;
  const own = lossText({ changes: decisions, seconds }, t);
  if (databaseBytes === null) return own;
  return `${own} · ${t('dashboards.system.loss.database', { bytes: withPrefix(databaseBytes, 'B') })}`;
}

/** Tenths below ten seconds, else whole ones; never less than it is. */
function whole(seconds: number): number {
  return seconds < 10 ? Math.ceil(seconds * 10 - 1e-6) / 10 : Math.ceil(seconds);
}

export const roleTexts: Readonly<Record<'active' | 'standby' | 'undecided', TextKey>> = {
  active: 'dashboards.system.role.active',
  standby: 'dashboards.system.role.standby',
  undecided: 'dashboards.system.role.undecided',
};

/** How a takeover comes about, and what is guaranteed by that. */
export const guaranteeTexts: Readonly<Record<WireStandby['takeover'], TextKey>> = {
  lease: 'dashboards.system.guarantee.lease',
  votes: 'dashboards.system.guarantee.votes',
  manual: 'dashboards.system.guarantee.manual',
};

export const databaseTexts: Readonly<Record<WireStandby['lossBound']['database'], TextKey>> = {
  external: 'dashboards.system.database.external',
  synchronous: 'dashboards.system.database.synchronous',
  asynchronous: 'dashboards.system.database.asynchronous',
  single: 'dashboards.system.database.single',
  unknown: 'dashboards.system.database.unknown',
};

export const conditionTexts: Readonly<Record<WireStandby['databases'][number]['condition'], TextKey>> = {
  primary: 'dashboards.system.condition.primary',
  replica: 'dashboards.system.condition.replica',
  unreachable: 'dashboards.system.condition.unreachable',
};

export const arbiterTexts: Readonly<Record<WireStandby['arbiter'], TextKey>> = {
  answers: 'dashboards.system.arbiter.answers',
  silent: 'dashboards.system.arbiter.silent',
  none: 'dashboards.system.arbiter.none',
};

export const peerTexts: Readonly<Record<NonNullable<WireWarmStandby['peer']>['condition'], TextKey>> = {
  unasked: 'dashboards.system.peer.unasked',
  standby: 'dashboards.system.peer.standby',
  primary: 'dashboards.system.peer.primary',
  silent: 'dashboards.system.peer.silent',
  refused: 'dashboards.system.peer.refused',
  failing: 'dashboards.system.peer.failing',
};

export const checkTexts: Readonly<Record<WireWarmStandby['checks'][number]['verdict'], readonly [TextKey, WireState]>> =
  {
    pass: ['dashboards.isolation.verdict.pass', 'up'],
    fail: ['dashboards.isolation.verdict.fail', 'down'],
    unknown: ['dashboards.isolation.verdict.unknown', 'unknown'],
  };

/** What each judgement of the warm standby asks for. */
export const soundTexts: Readonly<Record<string, TextKey>> = {
  'split-brain': 'dashboards.system.check.split-brain',
  'standby-absent': 'dashboards.system.check.standby-absent',
  'standby-stale': 'dashboards.system.check.standby-stale',
  'standby-not-ready': 'dashboards.system.check.standby-not-ready',
  'version-drift': 'dashboards.system.check.version-drift',
};
