import { type EpochMs, type Message, message } from '../../../core/index.ts';
import type { CheckFinding, CheckJudgement, CheckSeverity, RegisteredTerminal, RegisterView, Scene } from '../model.ts';

/** A terminal is read from a switch's table for some minutes after its plug was drawn (IEEE 802.1Q ages rows in 300 s). */
export const afterglowMs = 600_000;

/** Judges with the register at hand; without one nobody can tell. */
export function withRegister(
  { register }: Scene,
  severity: CheckSeverity,
  judge: (register: RegisterView) => readonly CheckJudgement[],
): readonly CheckJudgement[] {
  if (register !== undefined) return judge(register);
  return [{ verdict: 'unknown', severity, reason: message('isolation.register.none'), findings: [] }];
}

/** One judgement of the place as a whole: what was found fails, otherwise `otherwise` is said. */
export function judged(
  severity: CheckSeverity,
  findings: readonly CheckFinding[],
  otherwise: Pick<CheckJudgement, 'verdict' | 'reason'>,
  observedAt: EpochMs | undefined,
): readonly CheckJudgement[] {
  const seen = observedAt === undefined ? {} : { observedAt };
  if (findings.length === 0) return [{ ...otherwise, severity, findings, ...seen }];
  const reason = message('isolation.register.found', { findings: findings.length });
  return [{ verdict: 'fail', severity, reason, findings, ...seen }];
}

/** What the switches of the place have to say of who is there now. */
export interface Hearing {
  /** Why it proves nothing that nobody was heard; undefined when every switch was read whole and lately. */
  readonly doubt: Message | undefined;
  /** The oldest of the readings that count. */
  readonly observedAt: EpochMs | undefined;
}

export function hearingOf({ devices, declaration, now }: Scene): Hearing {
  const switches = devices.filter(({ device }) => device.kind === 'switch' && device.snmp !== 'none');
  const fresh = switches.flatMap(({ reading }) =>
    reading !== undefined && now - reading.finishedAt <= declaration.periods.tables ? [reading] : [],
  );
  const times = fresh.map(({ startedAt }) => startedAt);
  const observedAt = times.length === 0 ? undefined : Math.min(...times);
  if (switches.length === 0) return { doubt: message('isolation.register.no-switch'), observedAt };
  const cut = switches.find(({ reading }) => {
    if (reading === undefined || !fresh.includes(reading)) return true;
    return reading.outcome === 'silent' || reading.stations.outcome !== 'read';
  });
  if (cut === undefined) return { doubt: undefined, observedAt };
  return { doubt: message('isolation.register.unheard', { device: cut.device.id }), observedAt };
}

/** Where and when any card of a terminal was last heard in this place, within the period of tables. */
export function heardHere(
  { macs }: Pick<RegisteredTerminal, 'macs'>,
  { stations, placeId, now, declaration }: Scene,
): { readonly mac: string; readonly deviceId: string; readonly port: string; readonly at: EpochMs } | undefined {
  const heard = macs.flatMap((mac) =>
    stations
      .placesOf(mac)
      .filter((place) => place.placeId === placeId && now - place.at <= declaration.periods.tables)
      .map(({ deviceId, port, at }) => ({ mac, deviceId, port, at })),
  );
  return heard.reduce<(typeof heard)[number] | undefined>(
    (a, b) => (a === undefined || b.at > a.at ? b : a),
    undefined,
  );
}

/** The instance that the row was read from, where the newest reading of the device still has it. */
export function oidOf({ devices }: Scene, deviceId: string, mac: string): { readonly oid?: string } {
  const reading = devices.find(({ device }) => device.id === deviceId)?.reading;
  const oid = reading?.stations.rows.find((row) => row.mac === mac)?.source.oid;
  return oid === undefined ? {} : { oid };
}
