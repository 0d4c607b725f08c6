/** What a page says to the worker. */
export interface Asked {
  kind: "skip" | "leave" | "ahead" | "save" | "replay";
  /** Of a page that came before the worker: its reader, as the server named them. */
  user?: string;
  paths?: string[];
}

/** A message as the server writes it, for us and for Safari alike. */
export interface Said {
  title?: string;
  body?: string;
  tag?: string;
  navigate?: string;
}

/** In no library yet. */
export interface SubscriptionChange {
  oldSubscription?: PushSubscription | null;
  newSubscription?: PushSubscription | null;
}

declare global {
  /** Set by the server when it joins the pieces. */
  const facts: { version: string; build: string; files: string[] };
  const store: typeof import("../pwa/store.js");
  const outbox: typeof import("../pwa/outbox.js");
  const subscription: typeof import("../pwa/subscription.js");
}
