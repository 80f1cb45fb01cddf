import { describe, expect, it } from 'vitest';
import { createPeerWatch } from './peer-watch.ts';
import { createProof } from './proof.ts';

describe('the proof of a lease', () => {
  it('is good for two thirds of the ttl from when it was asked for, not from when the answer came', () => {
    const proof = createProof(6_000, false);
    expect(proof.deadlineMs()).toBeUndefined();
    proof.database(1_000);
    expect(proof.deadlineMs()).toBe(5_000);
    proof.database(500);
    expect(proof.deadlineMs()).toBe(5_000);
    proof.forget();
    expect(proof.deadlineMs()).toBeUndefined();
  });

  it('needs both votes where two are needed, and is as old as the older one', () => {
    const proof = createProof(6_000, true);
    proof.database(1_000);
    expect(proof.deadlineMs()).toBeUndefined();
    proof.quorum(400);
    expect(proof.deadlineMs()).toBe(4_400);
    proof.quorum(2_000);
    expect(proof.deadlineMs()).toBe(5_000);
  });
});

describe('the sign of life of the other instance', () => {
  it('counts when it rises, from the look before', () => {
    const watch = createPeerWatch();
    expect(watch.look(5, 100)).toBeUndefined();
    expect(watch.look(5, 200)).toBeUndefined();
    expect(watch.look(6, 300)).toBe(200);
    expect(watch.look(undefined, 400)).toBeUndefined();
    expect(watch.look(7, 500)).toBe(300);
    expect(watch.roseAtMs).toBe(500);
  });
});
