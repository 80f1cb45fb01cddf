import { useState } from 'preact/hooks';
import type { WireChannel } from '../../../../api/wire-paging.ts';
import { useMay } from '../client/may.ts';
import { pagingRest } from '../client/rest-paging.ts';
import { useAsked, useChange, useNow } from '../client/use.ts';
import { ChannelCard } from '../duty/channel-card.tsx';
import { DutyTabs } from '../duty/tabs.tsx';
import { TestDialog } from '../duty/test-dialog.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { useWords } from '../text/language.ts';

const refreshMs = 5_000;

/** The channels that tell people and systems: whether they work, what went, and a test of each. */
export default function ChannelsPage() {
  const t = useWords();
  const operates = useMay('operate');
  const { value, failed, again } = useAsked('channels', () => pagingRest.channels());
  useChange(useNow(refreshMs), again);
  const [testing, setTesting] = useState<WireChannel>();
  return (
    <div class="page">
      <DutyTabs />
      <div class="page-head">
        <h1>{t('dashboards.channels.title')}</h1>
        <span class="muted">{t('dashboards.channels.what')}</span>
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={5} /> : null}
      {value !== undefined && value.channels.length === 0 ? (
        <Empty title={t('dashboards.channels.none')}>
          <p>{t('dashboards.channels.none.how')}</p>
        </Empty>
      ) : null}
      <div class="channel-cards">
        {value?.channels.map((channel) => (
          <ChannelCard key={channel.id} {...{ channel, again, t }} test={operates ? setTesting : undefined} />
        ))}
      </div>
      {testing === undefined ? null : (
        <TestDialog
          channel={testing}
          close={() => {
            setTesting(undefined);
            again();
          }}
        />
      )}
    </div>
  );
}
