import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Skeleton } from './states.tsx';

interface Properties {
  readonly entity: string;
  readonly title: string;
  readonly speedBitsPerSecond: number | null;
}

let loaded: ComponentType<Properties> | undefined;

/** A traffic chart; uPlot comes with the first one. */
export function Traffic(properties: Properties) {
  const [, setLoaded] = useState(loaded !== undefined);
  useEffect(() => {
    if (loaded !== undefined) return;
    void import('../chart/traffic.tsx').then((module) => {
      loaded = module.default;
      setLoaded(true);
    });
  }, []);
  const Chart = loaded;
  return Chart === undefined ? <Skeleton lines={6} /> : <Chart {...properties} />;
}
