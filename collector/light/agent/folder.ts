/** What a collector keeps in its folder beside the spool. Everything in it is its owner's alone. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText, message, privateFolder, readText, replaceFile, UserError } from '../../../core/index.ts';
import { curve } from '../x509/parts.ts';

/** Who this collector is to its hub: one file, so that key and certificate always belong together. */
export interface Enrolment {
  /** Addresses of the hub, `https://HOST:PORT`, tried in this order. */
  readonly hubs: readonly string[];
  readonly collectorId: string;
  readonly placeId: string;
  /** PEM: the private key never leaves this file. */
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
}

const enrolmentFile = 'enrolment.json';
const assignmentFile = 'assignment.json';
const keyFile = 'enrolling.key';
const stateFile = 'state.json';
const restsFile = 'login-rests.json';
export const spoolFolderName = 'spool';

/** @throws UserError when it cannot be made. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: privateFolder }).catch((error: unknown) => fail(folder, error));
}

/** Undefined: this folder is not enrolled. @throws UserError when the file cannot be read, or is none. */
export async function readEnrolment(folder: string): Promise<Enrolment | undefined> {
  const file = join(folder, enrolmentFile);
  const text = await readText(file).catch((error: unknown) => fail(file, error));
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Enrolment;
    createPrivateKey(value.key);
    if (value.hubs.length > 0 && typeof value.collectorId === 'string') return value;
  } catch (error) {
    return fail(file, error);
  }
  return fail(file, new Error('not whole'));
}

export async function writeEnrolment(folder: string, enrolment: Enrolment): Promise<void> {
  const file = join(folder, enrolmentFile);
  await replaceFile(file, `${JSON.stringify(enrolment)}\n`).catch((error: unknown) => fail(file, error));
  await rm(join(folder, keyFile), { force: true });
}

/** The same collector, at other addresses of its hub where some are named. */
export async function useHubs(folder: string, enrolment: Enrolment, hubs: readonly string[]): Promise<Enrolment> {
  if (hubs.length === 0 || hubs.join() === enrolment.hubs.join()) return enrolment;
  const next = { ...enrolment, hubs };
  await writeEnrolment(folder, next);
  return next;
}

/** The key pair of an enrolment that may have to be asked for again, as its answer may be lost. */
export async function enrollingKey(folder: string) {
  const file = join(folder, keyFile);
  const known = await readText(file).catch((error: unknown) => fail(file, error));
  const pem = known ?? newKey();
  if (known === undefined) await replaceFile(file, pem).catch((error: unknown) => fail(file, error));
  const privateKey = createPrivateKey(pem);
  return { pem, privateKey, publicKey: createPublicKey(privateKey) };
}

export function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  return String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
}

/** Undefined where there is none that can be read: the hub gives it again. */
export async function readAssignment(folder: string): Promise<string | undefined> {
  return readText(join(folder, assignmentFile)).catch(() => undefined);
}

/** It holds the secrets of the probes that run here. */
export async function writeAssignment(folder: string, text: string): Promise<void> {
  await replaceFile(join(folder, assignmentFile), text);
}

export async function forgetAssignment(folder: string): Promise<void> {
  await rm(join(folder, assignmentFile), { force: true });
}

export async function readState(folder: string): Promise<unknown> {
  const text = await readText(join(folder, stateFile)).catch(() => undefined);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

export async function writeState(folder: string, state: unknown): Promise<void> {
  await replaceFile(join(folder, stateFile), `${JSON.stringify(state)}\n`);
}

/** Accounts that rest after a refused password; empty where nothing was kept that can be read. */
export async function readRests(folder: string): Promise<readonly unknown[]> {
  const text = await readText(join(folder, restsFile)).catch(() => undefined);
  try {
    const rests: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(rests) ? rests : [];
  } catch {
    return [];
  }
}

export async function writeRests(folder: string, rests: readonly unknown[]): Promise<void> {
  await replaceFile(join(folder, restsFile), `${JSON.stringify(rests)}\n`);
}

function fail(file: string, cause: unknown): never {
  const params = { file, reason: errorText(cause) };
  throw new UserError(message('collector.light.folder', params), message('collector.light.folder.remedy', params), {
    cause,
  });
}
