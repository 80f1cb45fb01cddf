import { type Assessments, createAssessments, openReports, type ReportService } from '../audit/index.ts';
import { type Clock, type Log, message } from '../core/index.ts';
import type { Inventory } from '../inventory/index.ts';
import { keptHead, openLedger } from '../ledger/index.ts';
import { openStore } from '../store/index.ts';
import { keptPace } from './wiring/kept-pace.ts';
import { ledgerOptions, storeOptions } from './wiring/opening.ts';
import { reportSettingsOf, reportsFolder } from './wiring/report-schedule.ts';

/**
 * Opens a data folder for making reports and score cards, without a server.
 * @throws UserError when a server or another command has it, or when it cannot be read.
 */
export async function openOffline(options: {
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
}): Promise<{ readonly reports: ReportService; readonly assessments: Assessments; close(): Promise<void> }> {
  const { inventory, clock, log, version } = options;
  const store = await openStore(storeOptions(inventory, clock, log));
  try {
    const head = await keptHead(store);
    const remembered = { remembered: head.text, onSigned: head.keep };
    const ledger = await openLedger({ ...ledgerOptions(inventory), clock, log, ...remembered });
    const close = async (): Promise<void> => {
      await ledger.close();
      await store.close();
    };
    try {
      // How long a silence proves nothing depends on how often the server polled, not on the settings at hand.
      const polling = { ...inventory.settings.polling, ...(await keptPace(store)) };
      const settings = () => reportSettingsOf({ ...inventory.settings, polling });
      const folder = reportsFolder(inventory.settings);
      const city = () => inventory.city;
      const scheme = inventory.settings.assessment;
      const assessments = createAssessments({
        ...{ store, ledger, city, clock, log, settings: () => ({ ...settings(), scheme }) },
        // Closing wants two persons, and so the server.
        approvals: { register: () => {}, propose: () => ({ ok: false, reason: message('approval.unknown') }) },
      });
      await assessments.start();
      const reports = await openReports({ store, ledger, city, settings, clock, log, version, folder });
      return { reports, assessments, close };
    } catch (thrown) {
      await close();
      throw thrown;
    }
  } catch (thrown) {
    await store.close().catch(() => undefined);
    throw thrown;
  }
}
