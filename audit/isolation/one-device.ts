import type { IsolationReading } from '../../collector/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import { type City, type Device, isolationDefaults } from '../../inventory/index.ts';
import { oneDeviceChecks } from './catalogue.ts';
import { declare } from './declaration.ts';
import type { CheckJudgement, Declaration, IsolationCheck, IsolationWord, Scene } from './model.ts';

/** What a person declares for one device, beside the lists of media and names that always hold. */
export interface OneDeviceWish {
  /** Inner prefixes. None: private space is taken for inner, and nothing can be isolated. */
  readonly prefixes: readonly string[];
  readonly routers: readonly string[];
  readonly tunnelPeers?: readonly string[];
  /** Names of interfaces that are allowed although their medium is listed. */
  readonly allowedInterfaces?: readonly string[];
}

export interface OneDeviceVerdict {
  readonly verdict: IsolationWord;
  readonly checks: readonly { readonly check: IsolationCheck; readonly judgement: CheckJudgement }[];
}

/** RFC 1918 and RFC 4193. */
const privateSpace = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];
/** These rest on what is inside, so they cannot pass while nobody said it. */
const restOnPrefixes: ReadonlySet<string> = new Set(['ISO-07', 'ISO-08']);
const nowhere = 'target';

/** Judges one device alone by the checks that need no inventory. */
export function judgeOneDevice(reading: IsolationReading, wish: OneDeviceWish, now: EpochMs): OneDeviceVerdict {
  const scene = sceneOf(reading, declarationOf(wish), now);
  const checks = oneDeviceChecks.map((check) => {
    const [judged] = check.judge(scene);
    const judgement: CheckJudgement = judged ?? {
      verdict: 'unknown',
      severity: check.severity,
      reason: message('isolation.no-reading'),
      findings: [],
    };
    const undeclared = wish.prefixes.length === 0 && judgement.verdict === 'pass' && restOnPrefixes.has(check.id);
    return {
      check,
      judgement: undeclared
        ? { ...judgement, verdict: 'unknown' as const, reason: message('isolation.undeclared') }
        : judgement,
    };
  });
  return { verdict: verdictOf(checks), checks };
}

/** S1 and S2 violate; isolated is only what passed throughout, but for what the device does not offer and no check needs. */
function verdictOf(checks: OneDeviceVerdict['checks']): IsolationWord {
  if (checks.some(({ judgement }) => judgement.verdict === 'fail' && judgement.severity !== 'S3')) return 'violated';
  const passed = checks.every(
    ({ check, judgement }) => judgement.verdict === 'pass' || (judgement.notOffered === true && !check.needed),
  );
  return passed ? 'isolated' : 'unknown';
}

function declarationOf({ prefixes, routers, tunnelPeers = [], allowedInterfaces = [] }: OneDeviceWish): Declaration {
  const { forbiddenMedia, forbiddenNames, forbiddenMakers, periodSeconds } = isolationDefaults;
  const inner = prefixes.length > 0 ? prefixes : privateSpace;
  return declare({
    prefixes: inner.map((prefix) => ({ prefix })),
    routers: new Set(routers),
    routingPeers: new Set(routers),
    ntpServers: new Set(),
    dnsServers: new Set(),
    tunnelPeers: new Set(tunnelPeers),
    boundaries: [],
    forbiddenMedia: new Set(forbiddenMedia),
    forbiddenNames: forbiddenNames.map((pattern) => new RegExp(pattern, 'i')),
    allowedMedia: new Set(allowedInterfaces.map((name) => `${nowhere}/${name}`)),
    forbiddenMakers: new Set(forbiddenMakers),
    portRoles: new Map(),
    stationsAtPort: new Map(),
    knownMacs: new Set(),
    periods: {
      tables: periodSeconds.tables * 1000,
      probes: periodSeconds.probes * 1000,
      outer: periodSeconds.outer * 1000,
      register: periodSeconds.register * 1000,
      survey: periodSeconds.survey * 1000,
    },
    waivers: [],
  });
}

function sceneOf(reading: IsolationReading, declaration: Declaration, now: EpochMs): Scene {
  const device: Device = {
    id: nowhere,
    kind: 'other',
    locationId: nowhere,
    pointId: undefined,
    districtId: nowhere,
    address: '0.0.0.0',
    snmp: 'flags',
    note: '',
  };
  const city: City = {
    id: nowhere,
    nameZh: '',
    nameEn: '',
    prefixes: declaration.prefixes.map(({ prefix }) => prefix),
    districts: new Map(),
    offices: new Map(),
    points: new Map(),
    devices: new Map([[device.id, device]]),
    links: new Map(),
    hostPairs: new Map(),
    services: new Map(),
    backups: new Map(),
    terminals: new Map(),
    contracts: new Map(),
  };
  return {
    placeId: nowhere,
    districtId: nowhere,
    now,
    declaration,
    city,
    devices: [{ device, reading, earlier: undefined }],
    stations: { ownerOf: () => undefined, placesOf: () => [] },
  };
}
