/** How many may pass: `perSecond` on average, `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Lets so many pass per name. Names beyond `most` share one bucket, so that inventing names wins nothing. */
export interface TokenBuckets {
  take(name: string, nowMs: number): boolean;
  readonly size: number;
}

/** A bucket that is full again is as good as a new one: such are forgotten when room is needed. */
export function createTokenBuckets(rate: Rate, most: number): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  const shared: Bucket = { tokens: rate.burst, atMs: 0 };
  let sweptAtMs = 0;

  const fill = (bucket: Bucket, nowMs: number): void => {
    const gained = Math.max(0, nowMs - bucket.atMs) * (rate.perSecond / 1000);
    bucket.tokens = Math.min(rate.burst, bucket.tokens + gained);
    bucket.atMs = nowMs;
  };

  const bucketOf = (name: string, nowMs: number): Bucket => {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    // At most once a second: a flood of names must not become a flood of sweeps.
    if (buckets.size >= most && nowMs - sweptAtMs >= 1_000) {
      sweptAtMs = nowMs;
      for (const [other, bucket] of buckets) {
        fill(bucket, nowMs);
        if (bucket.tokens >= rate.burst) buckets.delete(other);
      }
    }
    if (buckets.size >= most) return shared;
    const made = { tokens: rate.burst, atMs: nowMs };
    buckets.set(name, made);
    return made;
  };

  return {
    take(name, nowMs) {
      const bucket = bucketOf(name, nowMs);
      fill(bucket, nowMs);
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
    get size() {
      return buckets.size;
    },
  };
}
