import fc from 'fast-check';
import * as agent from '../../../lab/agent/index.ts';

const uint32 = fc.nat(0xffff_ffff);

/** A value of any type as an agent encodes it, with what a manager must read. */
export const anyValue = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value) => agent.integer(value)),
  uint32.map((value) => agent.counter32(value)),
  uint32.map((value) => agent.gauge32(value)),
  uint32.map((value) => agent.timeTicks(value)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => agent.counter64(value)),
  fc.uint8Array({ maxLength: 200 }).map((value) => agent.octets(value)),
  fc.uint8Array({ maxLength: 20 }).map((value) => agent.opaque(value)),
  fc.ipV4().map((value) => agent.ipAddress(value)),
  fc.array(uint32, { maxLength: 6 }).map((rest) => agent.objectIdentifier(['1.3', ...rest].join('.'))),
);

/** Names below 1.3, so that some are near each other. */
export const anyName = fc
  .array(fc.oneof(fc.nat(5), fc.nat(300), uint32), { minLength: 1, maxLength: 8 })
  .map((rest) => ['1.3', ...rest].join('.'));

/** The rows of an agent. */
export const anyRows = fc.array(fc.record({ oid: anyName, value: anyValue }), { minLength: 1, maxLength: 20 });
