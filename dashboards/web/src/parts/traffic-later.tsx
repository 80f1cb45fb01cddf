import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { RequestFailed } from '../client/rest.ts';
import { Failure, Skeleton } from './states.tsx';

interface Properties {
  readonly entity: string;
  readonly title: string;
  readonly speedBitsPerSecond: number | null;
}

let loaded: ComponentType<Properties> | undefined;

/** A traffic chart; uPlot comes with the first one. */
export function Traffic(properties: Properties) {
  const [is, setIs] = useState<'loading' | 'loaded' | 'failed'>(loaded === undefined ? 'loading' : 'loaded');
  const fetchChart = () => {
    setIs('loading');
    import('../chart/traffic.tsx').then(
      (module) => {
        loaded = module.default;
        setIs('loaded');
      },
      () => setIs('failed'),
    );
  };
  useEffect(() => {
    if (loaded === undefined) fetchChart();
  }, []);
  const Chart = loaded;
  if (is === 'failed') return <Failure failed={new RequestFailed(0, '')} again={fetchChart} />;
  return Chart === undefined ? <Skeleton lines={6} /> : <Chart {...properties} />;
}
