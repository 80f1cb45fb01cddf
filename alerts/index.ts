/** Who must know: conditions become incidents, incidents become notices. */
export type { Action, ActionResult } from './action.ts';
export type { CollectorStandings } from './conditions/collector-silent.ts';
export type { AlertDeps, AlertEngine } from './door.ts';
export { createAlertEngine } from './engine.ts';
export { incidentRecord } from './evidence.ts';
export * from './incident.ts';
export { type IncidentMirror, openMirror } from './mirror.ts';
export { noticeKey, troubleOf } from './notice-key.ts';
export type { Delivery, Notice, Notifier } from './notifier.ts';
export type { AlertSettings } from './settings.ts';
export { alertTexts } from './texts.ts';
export { attemptPost } from './webhook/attempt.ts';
export type { SendGate } from './webhook/gate.ts';
export { createSecondSender, type SecondSender } from './webhook/second-sender.ts';
export { signatureHeader, signBody, verifySignature } from './webhook/signature.ts';
export { createWebhook, type Webhook, type WebhookStats } from './webhook/webhook.ts';
