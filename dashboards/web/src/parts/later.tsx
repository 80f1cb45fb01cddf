import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { RequestFailed } from '../client/rest.ts';
import { allTexts } from '../text/language.ts';
import { laterStyle } from './later-style.ts';
import { Failure, Skeleton } from './states.tsx';

interface Properties {
  readonly id: string;
  readonly load: () => Promise<{ readonly default: ComponentType<{ id: string }> }>;
}

/** A page whose code comes when it is first opened. */
export function Later({ id, load }: Properties) {
  const [Page, setPage] = useState<ComponentType<{ id: string }>>();
  const [failed, setFailed] = useState(false);
  const fetchPage = () => {
    setFailed(false);
    Promise.all([load(), allTexts(), laterStyle()]).then(
      ([module]) => setPage(() => module.default),
      () => setFailed(true),
    );
  };
  useEffect(fetchPage, []);
  if (failed) return <Failure failed={new RequestFailed(0, '')} again={fetchPage} />;
  return Page === undefined ? <Skeleton lines={8} /> : <Page id={id} />;
}
