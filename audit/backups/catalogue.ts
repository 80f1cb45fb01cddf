import { isHeldTwice, isReadOnly } from './checks/access.ts';
import { changesAtAll, growsAsUsual, looksUnencrypted, takesItsTime } from './checks/anomaly.ts';
import { endedWell, holdsItsPaths, isNotTiny } from './checks/content.ts';
import { isCopied, isImmutable, isThreeTwoOne } from './checks/copies.ts';
import { isDeclared, isIncluded, isInItsPlace, isRecent, wasEverBackedUp } from './checks/coverage.ts';
import {
  hasGoodPages,
  isContinuous,
  isIntact,
  isProven,
  isQuickEnough,
  isReadWhole,
  isSound,
  isSpotChecked,
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
  isQuickEnough,
  isSpotChecked,
];

/** What is looked at of each repository. BA-28, how far a restore went, is `proofLevel`. */
export const repositoryChecks: readonly BackupCheck<RepositoryScene>[] = [
  isDeclared,
  isUnlocked,
  isSound,
  isReadWhole,
  isNotForgotten,
  isTheSame,
  isImmutable,
  isReadOnly,
  isHeldTwice,
  isContinuous,
  isOfTheLive,
  hasGoodPages,
  isHonestTool,
  isReadable,
  hasRoom,
];
