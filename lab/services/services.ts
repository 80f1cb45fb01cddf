import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/index.ts';
import type { AgentTarget, City, HostPair, Service } from '../../inventory/index.ts';
import type { Faults } from '../faults/model.ts';
import type { ServiceVerb } from '../faults/services/catalogue.ts';
import type { World } from '../faults/world.ts';
import { answerOf, type ServiceMoment, type SiteAnswer, type SiteRequest, type SiteScene } from './answer.ts';
import { figuresOf } from './figures.ts';
import { createSignOn, type ServiceAccess } from './sign-on.ts';
import { type SiteServer, startSite } from './site-server.ts';
import { authorityOf, type Site, singleSignOnOf, sitesOf } from './sites.ts';

export interface LabServicesOptions {
  readonly city: City;
  readonly access: ServiceAccess;
  readonly clock: Clock;
  /** City time: it never steps back. */
  now(): number;
  readonly seed: number;
  readonly utcOffsetMs: number;
  /** Ports to take again after a restart, by site. */
  readonly ports: ReadonlyMap<string, number>;
  /** Who answers through the virtual address of a VRRP pair. */
  servedBy(pairId: string): string | undefined;
}

/** The business systems of the lab, over real HTTP. */
export interface LabServices {
  /** Where each site answers those who stand where the hub does, by site. */
  readonly sites: ReadonlyMap<string, AgentTarget>;
  /** The site of a declared address (`10.10.1.10:443`) for who gets to these devices alone; undefined: nobody has that address. */
  enter(authority: string, reaches: Reach): SiteEntry | undefined;
  apply(faults: Faults, world: World): void;
  stop(): Promise<void>;
}

/** Whether somebody gets to a device. */
type Reach = (deviceId: string) => boolean;

/** A site as it is reached from somewhere. */
export interface SiteEntry {
  /** Whether anybody answers there, now. */
  isServed(): boolean;
  /** Goes on with a connection that has come so far. */
  accept(socket: Duplex): void;
}

/** Starts a web server for each address of services.csv. Rejects when a port cannot be had; nothing is left open then. */
export async function startLabServices(options: LabServicesOptions): Promise<LabServices> {
  const { city, access, clock, now, seed, utcOffsetMs, ports, servedBy } = options;
  const servers = new Map<string, SiteServer>();
  const byAuthority = new Map<string, { readonly site: Site; readonly server: SiteServer }>();
  const urls = new Map<string, string>();
  /** Since when the business of a service stands still. */
  const quietSince = new Map<string, number>();
  let faults: Faults['services'] = [];
  let world: World | undefined;

  const faultOf = (serviceId: string, verb: ServiceVerb) =>
    faults.find((each) => each.verb === verb && each.serviceId === serviceId);

  const isReachedFromHub: Reach = (deviceId) => world?.isReached(deviceId) !== false;

  /** A member that does its work and can be reached. */
  function memberOf(pair: HostPair, isReached: Reach): string | undefined {
    const serving = pair.standby === 'vrrp' ? servedBy(pair.id) : [pair.memberA, pair.memberB].find(isReached);
    return serving !== undefined && isReached(serving) ? serving : undefined;
  }

  function serverOf({ id, appPairId }: Service, isReached: Reach): string | undefined {
    const app = city.hostPairs.get(appPairId ?? '');
    return app === undefined ? id : memberOf(app, isReached);
  }

  function moment(service: Service, isReached: Reach): ServiceMoment {
    const { id, dbPairId } = service;
    const database = city.hostPairs.get(dbPairId ?? '');
    return {
      isDown: faultOf(id, 'service-down') !== undefined || faultOf(id, 'sso-down') !== undefined,
      isWrong: faultOf(id, 'service-wrong') !== undefined,
      delayMs: faultOf(id, 'service-slow')?.delayMs ?? 0,
      member: serverOf(service, isReached),
      hasDatabase: database === undefined || memberOf(database, isReached) !== undefined,
      figures: () => figuresOf(id, quietSince.get(id) ?? now(), { seed, utcOffsetMs }),
    };
  }

  const shared = {
    signOn: createSignOn({ access, clock }),
    urlOf: (serviceId: string) => urls.get(serviceId),
    singleSignOn: singleSignOnOf(city),
    services: [...city.services.values()],
  };
  const sceneFrom = (isReached: Reach): SiteScene => ({
    ...shared,
    moment: (service) => moment(service, isReached),
  });
  const answer =
    (site: Site, scene: SiteScene) =>
    (request: SiteRequest): SiteAnswer | undefined =>
      answerOf(site, request, scene);
  const fromHub = sceneFrom(isReachedFromHub);

  const stop = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  };
  try {
    for (const site of sitesOf(city)) {
      const server = await startSite({ port: ports.get(site.id) ?? 0, clock, answer: answer(site, fromHub) });
      servers.set(site.id, server);
      byAuthority.set(authorityOf(site), { site, server });
      for (const [path, { id }] of site.services) urls.set(id, `http://127.0.0.1:${server.port}${path}`);
    }
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    sites: new Map([...servers].map(([id, { port }]) => [id, { host: '127.0.0.1', port }])),
    enter(authority, reaches) {
      const found = byAuthority.get(authority);
      if (found === undefined) return undefined;
      const { site, server } = found;
      return {
        isServed: () => [...site.services.values()].some((service) => serverOf(service, reaches) !== undefined),
        accept: (socket) => server.accept(socket, answer(site, sceneFrom(reaches))),
      };
    },
    apply(next, nextWorld) {
      faults = next.services;
      world = nextWorld;
      for (const id of quietSince.keys()) if (faultOf(id, 'service-quiet') === undefined) quietSince.delete(id);
      for (const { verb, serviceId } of faults)
        if (verb === 'service-quiet' && !quietSince.has(serviceId)) quietSince.set(serviceId, now());
    },
    stop,
  };
}
