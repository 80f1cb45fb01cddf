import type { EpochMs, Language } from '../../core/index.ts';
import { type City, type HostPair, type PairsSettings, settingsOfPair } from '../../inventory/index.ts';
import { type PairTrouble, pairTroubles, type Readiness } from '../pairs/model.ts';
import type { HandbookPage } from './model.ts';
import { handbookTexts, handbookWords } from './words.ts';

/** What is known of a pair beside its declaration; nothing is known where the handbook is made without the server. */
export interface HandbookKnowledge {
  readiness(pairId: string): Readiness['word'] | undefined;
  lastDrillAt(pairId: string): EpochMs | undefined;
}

export interface HandbookInput {
  readonly city: City;
  readonly settings: PairsSettings;
  readonly known: HandbookKnowledge;
  readonly language: Language;
  readonly now: EpochMs;
}

/** The page of one pair. Pure. */
export function handbookPage(pair: HostPair, { city, settings, known, language, now }: HandbookInput): HandbookPage {
  const { id: pairId, districtId, standby, virtualAddress, memberA, memberB } = pair;
  const { handbook, home, targets } = settingsOfPair(settings, pairId);
  const words = handbookWords(language);
  const named = ({ nameZh, nameEn }: { readonly nameZh: string; readonly nameEn: string }): string =>
    language === 'en' ? nameEn : nameZh;
  return {
    pairId,
    districtId,
    districtName: districtName(city, districtId, language),
    language,
    madeAt: now,
    standby,
    virtualAddress,
    members: [memberA, memberB].map((deviceId) => ({ deviceId, address: city.devices.get(deviceId)?.address ?? '' })),
    home,
    services: [...city.services.values()]
      .filter(({ appPairId, dbPairId }) => appPairId === pairId || dbPairId === pairId)
      .map((service) => ({ id: service.id, name: named(service), url: service.url })),
    responsible: handbook?.responsible ?? '',
    contacts: handbook?.contacts ?? [],
    ownSteps: handbook?.steps ?? [],
    targets: { rtoSeconds: targets.rtoSeconds, rpoSeconds: targets.rpoSeconds },
    readiness: known.readiness(pairId),
    lastDrillAt: known.lastDrillAt(pairId),
    troubles: pairTroubles.map((trouble) => ({
      trouble,
      title: words(`handbook.trouble.${trouble}`),
      steps: stepKeys(standby, trouble).map((key) => words(key)),
    })),
  };
}

/** Keys of the first steps against a trouble: those written for the engine, else those for any. */
export function stepKeys(standby: HostPair['standby'], trouble: PairTrouble): readonly string[] {
  for (const engine of [standby, 'any']) {
    const keys: string[] = [];
    for (let n = 1; `handbook.steps.${engine}.${trouble}.${n}` in handbookTexts.en; n += 1)
      keys.push(`handbook.steps.${engine}.${trouble}.${n}`);
    if (keys.length > 0) return keys;
  }
  return [];
}

/** The city's own pairs stand under the city. */
export function districtName(city: City, districtId: string, language: Language): string {
  const { nameZh, nameEn } = city.districts.get(districtId) ?? city;
  return language === 'en' ? nameEn : nameZh;
}

/** Pages of all pairs, or of one district, in the order of the inventory. */
export function handbookPages(input: HandbookInput, districtId?: string): readonly HandbookPage[] {
  return [...input.city.hostPairs.values()]
    .filter((pair) => districtId === undefined || pair.districtId === districtId)
    .map((pair) => handbookPage(pair, input));
}
