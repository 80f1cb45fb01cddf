import {
  type Asked,
  type EngineAsk,
  type EngineName,
  type EngineReaders,
  type MemberAsk,
  memberReaders,
  type ProfileReading,
  readExtend,
} from '../../collector/index.ts';
import { message } from '../../core/index.ts';

/** For one question to one engine, from connecting to the last byte. */
const engineTimeoutMs = 5_000;

/** The readers of every engine, as `readPair` asks them: with what the member's SNMP agent prints, and its maker's profile. */
export function pairReaders(profile: (deviceId: string) => ProfileReading | undefined): EngineReaders {
  const asked =
    <Facts>(read: (ask: MemberAsk) => Promise<Asked<Facts> | undefined>) =>
    async (ask: EngineAsk): Promise<Asked<Facts>> => {
      const { device, settings, clock } = ask;
      const told = profile(device.id);
      const answer = await read({
        ...{ deviceId: device.id, address: device.address, settings, clock, timeoutMs: engineTimeoutMs },
        extend: (name) => extended(ask, name),
        ...(told === undefined ? {} : { profile: told }),
      });
      return answer ?? { outcome: 'silent', at: clock.now(), reason: message('pairs.not-asked') };
    };
  return {
    postgresql: asked(memberReaders.postgresql),
    mysql: asked(memberReaders.mysql),
    redis: asked(memberReaders.redis),
    pacemaker: asked(memberReaders.pacemaker),
    corosync: asked(memberReaders.corosync),
    patroni: asked(memberReaders.patroni),
    drbd: asked(memberReaders.drbd),
    utmHa: asked(memberReaders.utmHa),
    health: asked(memberReaders.health),
    manifest: asked(memberReaders.manifest),
  } satisfies Record<EngineName, unknown>;
}

async function extended({ use, device, clock }: EngineAsk, name: string): Promise<Asked<string>> {
  const output = await use(device.id, (session) => readExtend({ session, clock, name }));
  if (output === undefined) {
    const reason = message('collector.pairs.no-agent', { device: device.id });
    return { outcome: 'silent', at: clock.now(), reason };
  }
  return output.outcome === 'answered' ? { ...output, facts: output.facts.text } : output;
}
