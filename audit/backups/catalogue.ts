import { changesAtAll, growsAsUsual, looksUnencrypted, takesItsTime } from './checks/anomaly.ts';
import { endedWell, holdsItsPaths, isNotTiny } from './checks/content.ts';
import { isCopied, isImmutable, isThreeTwoOne } from './checks/copies.ts';
import { isDeclared, isIncluded, isInItsPlace, isRecent, wasEverBackedUp } from './checks/coverage.ts';
import {
  hasGoodPages,
  isContinuous,
  isIntact,
  isProven,
  isReadWhole,
  isSound,
  isUnlocked,
} from './checks/integrity.ts';
import { hasRoom, isHonestTool, isReadable } from './checks/repository.ts';
import { isKept, isNotForgotten, isOfTheLive, isTheSame } from './checks/retention.ts';
import type { BackupCheck, DataSetScene, RepositoryScene } from './model.ts';

/** What is looked at of each data set, in the order of the catalogue. */
export const dataSetChecks: readonly BackupCheck<DataSetScene>[] = [
  isIncluded,
  wasEverBackedUp,
  isInItsPlace,
  isRecent,
  holdsItsPaths,
  isNotTiny,
  endedWell,
  growsAsUsual,
  looksUnencrypted,
  changesAtAll,
  takesItsTime,
  isIntact,
  isKept,
  isThreeTwoOne,
  isCopied,
  isProven,
];

/** What is looked at of each repository. BA-22, 23, 28 to 30 are told by people and drills. */
export const repositoryChecks: readonly BackupCheck<RepositoryScene>[] = [
  isDeclared,
  isUnlocked,
  isSound,
  isReadWhole,
  isNotForgotten,
  isTheSame,
  isImmutable,
  isContinuous,
  isOfTheLive,
  hasGoodPages,
  isHonestTool,
  isReadable,
  hasRoom,
];
