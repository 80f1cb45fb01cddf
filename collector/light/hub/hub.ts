/** The hub's side: enrolment, renewal, deliveries and assignments of light collectors, behind one listener. */
import type { Clock, EpochMs, Log } from '../../../core/index.ts';
import type { ListenAddress } from '../../../inventory/index.ts';
import type { Store } from '../../../store/index.ts';
import type { PackedAssignment } from '../assignment.ts';
import type { EnrolAnswer, FaultAnswer, LightFault, SyncAnswer } from '../wire.ts';
import { readRequest } from '../x509/request.ts';
import { openAuthority } from './authority.ts';
import { checkEnrol, checkSync } from './check-request.ts';
import { type Account, type LightDelivery, type LightNote, openIntake } from './intake.ts';
import { type Asking, type LightDoor, type LightListener, listenLight } from './listener.ts';
import { createRefusals } from './refusals.ts';
import { type Enrolled, type MadeToken, openRegistry, type TokenRefusal } from './registry.ts';

/** One collector, as it is shown. */
export interface LightStanding
  extends Pick<Enrolled, 'id' | 'placeId' | 'enrolledAt' | 'enrolledBy' | 'revokedAt' | 'revokedBy'> {
  readonly certificateEndsAt: EpochMs | undefined;
  /** Undefined: it was never heard. */
  readonly account: Account | undefined;
  readonly isConnected: boolean;
  /** Since when nothing is heard of it, for longer than is allowed; undefined while all is well, and of who is let in no more. */
  readonly silentSince: EpochMs | undefined;
}

/** What happened by itself and an auditor may ask about later; what people do is put on record where they do it. */
export type LightEvent =
  | LightNote
  | { readonly what: 'enrolled'; readonly placeId: string; readonly serial: string; readonly address: string }
  | { readonly what: 'renewed'; readonly serial: string };

export interface LightHub {
  /** Undefined: it does not listen. */
  readonly listening: { readonly host: string; readonly port: number } | undefined;
  list(): readonly LightStanding[];
  waiting(): ReturnType<Awaited<ReturnType<typeof openRegistry>>['waiting']>;
  refusals(): number;
  makeToken(wish: {
    readonly collectorId: string;
    readonly placeId: string;
    readonly by: string;
  }): { readonly ok: true; readonly made: MadeToken } | { readonly ok: false; readonly refusal: TokenRefusal };
  /** Ends its connections too. False: nobody of that name is let in. */
  revoke(id: string, by: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens the hub's side. @throws UserError when the authority's files or the address cannot be had. */
export async function openLightHub(deps: {
  readonly folder: string;
  readonly address: ListenAddress;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly silentAfterMs: () => number;
  /** Why deliveries are not taken now; undefined: they are. */
  readonly notNow?: () => 'busy' | 'standby' | undefined;
  readonly isPlace: (id: string) => boolean;
  /** What a collector is to do now. */
  readonly assignment: (collectorId: string) => PackedAssignment;
  readonly onDelivery: (delivery: LightDelivery) => void;
  readonly onEvent: (collectorId: string, event: LightEvent) => void;
}): Promise<LightHub> {
  const { folder, address, store, clock, log, silentAfterMs, isPlace, assignment, onDelivery, onEvent } = deps;
  const notNow = deps.notNow ?? (() => undefined);
  const authority = await openAuthority({ folder, clock });
  const registry = await openRegistry({ store, clock, authority, isPlace });
  const intake = await openIntake({ store, clock, log, onDelivery, onNote: onEvent });
  const refusals = createRefusals(clock);
  /** By the steady clock: a wall clock that is set makes nobody silent. Before the opening nobody could be heard. */
  const openedMs = clock.monotonicMs();
  const heardMs = new Map<string, number>();
  let listener: LightListener | undefined;

  const refuse = (asking: Asking, fault: LightFault, why: string) => {
    refusals.add(asking.address);
    log.warn({ address: asking.address, serial: asking.serial, why }, 'light-refused');
    return fail(fault);
  };

  /** The collector of a certificate; else why he is not let in. */
  const whoOf = (asking: Asking): Enrolled | ReturnType<typeof fail> => {
    const found = asking.serial === undefined ? undefined : registry.bySerial(asking.serial);
    if (found === undefined)
      return refuse(asking, 'unknown', asking.serial === undefined ? 'no-certificate' : 'stranger');
    if (found.standing === 'revoked') return refuse(asking, 'revoked', found.collector.id);
    if (asking.serial !== undefined) registry.used(found.collector.id, asking.serial);
    heardMs.set(found.collector.id, clock.monotonicMs());
    return found.collector;
  };

  const enrolAnswer = ({ id, placeId }: Enrolled, certificate: string): EnrolAnswer => ({
    ok: true,
    collectorId: id,
    placeId,
    certificate,
    authority: authority.certificate,
  });

  const door: LightDoor = {
    async enrol(body, asking) {
      if (refusals.isShut(asking.address)) return fail('busy');
      if (notNow() === 'standby') return fail('standby');
      const wish = checkEnrol(body);
      if (wish === undefined) return fail('protocol');
      const publicKey = readRequest(wish.request);
      if (publicKey === undefined) return refuse(asking, 'refused', 'request');
      const before = registry.list();
      const enrolment = await registry.enrol(wish.token, publicKey);
      if (!enrolment.ok) return refuse(asking, 'refused', enrolment.why);
      const { collector, certificate } = enrolment;
      const serials = before.find(({ id }) => id === collector.id)?.certificates.map(({ serial }) => serial);
      listener?.drop(new Set(serials));
      heardMs.set(collector.id, clock.monotonicMs());
      const [{ serial } = { serial: '' }] = collector.certificates;
      onEvent(collector.id, { what: 'enrolled', placeId: collector.placeId, serial, address: asking.address });
      return fine(enrolAnswer(collector, certificate));
    },
    async renew(body, asking) {
      const who = whoOf(asking);
      if (!('id' in who)) return who;
      const request = typeof body === 'object' && body !== null && 'request' in body ? String(body.request) : '';
      const publicKey = readRequest(request);
      const certificate = publicKey === undefined ? undefined : await registry.renew(who.id, publicKey);
      if (certificate === undefined) return refuse(asking, 'refused', 'request');
      onEvent(who.id, { what: 'renewed', serial: registry.find(who.id)?.certificates.at(-1)?.serial ?? '' });
      return fine(enrolAnswer(who, certificate));
    },
    async sync(body, asking) {
      const who = whoOf(asking);
      if (!('id' in who)) return who;
      const request = checkSync(body);
      if (request === undefined) return fail('protocol');
      const later = notNow();
      if (later !== undefined) return fail(later);
      const taken = await intake.sync({ id: who.id, placeId: who.placeId, address: asking.address }, request);
      if (!taken.ok) return { status: 409, body: taken satisfies FaultAnswer };
      const packed = assignment(who.id);
      const said: SyncAnswer = {
        ok: true,
        taken: taken.taken.sequence,
        digest: taken.taken.digest,
        now: clock.now(),
        renew: registry.isDue(who.id, asking.serial ?? ''),
        ...(packed.digest === request.assignment ? {} : { assignment: packed }),
      };
      return fine(said);
    },
  };

  listener = await listenLight({ address, authority, door, clock, log });
  const open = listener;
  return {
    listening: { host: open.host, port: open.port },
    list() {
      const connected = open.connected();
      return registry.list().map((collector): LightStanding => {
        const { certificates, ...rest } = collector;
        const account = intake.accounts().get(collector.id);
        const silentMs = clock.monotonicMs() - (heardMs.get(collector.id) ?? openedMs);
        const isSilent = collector.revokedAt === undefined && silentMs > silentAfterMs();
        return {
          ...rest,
          certificateEndsAt: certificates[0]?.endsAt,
          account,
          isConnected: collector.revokedAt === undefined && certificates.some(({ serial }) => connected.has(serial)),
          silentSince: isSilent ? (account?.seenAt ?? collector.enrolledAt) : undefined,
        };
      });
    },
    waiting: registry.waiting,
    refusals: () => refusals.total,
    makeToken: registry.makeToken,
    async revoke(id, by) {
      const serials = registry.find(id)?.certificates.map(({ serial }) => serial) ?? [];
      const revoked = registry.revoke(id, by);
      // At once, not when the disk has it.
      open.drop(new Set(serials));
      return revoked;
    },
    close: () => open.close(),
  };
}

function fine(body: unknown): { readonly status: number; readonly body: unknown } {
  return { status: 200, body };
}

function fail(fault: LightFault): { readonly status: number; readonly body: FaultAnswer } {
  const status = fault === 'busy' || fault === 'standby' ? 503 : fault === 'protocol' ? 400 : 403;
  return { status, body: { ok: false, fault } };
}
