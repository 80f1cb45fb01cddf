/** Who must know: conditions become incidents, incidents become notices. */
export type { Action, ActionResult } from './action.ts';
export type { AlertDeps, AlertEngine } from './door.ts';
export { createAlertEngine } from './engine.ts';
export { incidentRecord } from './evidence.ts';
export * from './incident.ts';
export type { Delivery, Notice, Notifier } from './notifier.ts';
export type { AlertSettings } from './settings.ts';
export { alertTexts } from './texts.ts';
export { signatureHeader, verifySignature } from './webhook/signature.ts';
export { createWebhook, type Webhook, type WebhookStats } from './webhook/webhook.ts';
