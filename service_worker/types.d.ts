/** What a page says to the worker. */
export interface Asked {
  kind: "skip" | "leave" | "ahead" | "save" | "replay";
  /** Of a page that came before the worker: its reader, as the server named them. */
  user?: string;
  paths?: string[];
}

declare global {
  /** Set by the server when it joins the pieces. */
  const facts: { version: string; build: string; files: string[] };
  const store: typeof import("../pwa/store.js");
  const outbox: typeof import("../pwa/outbox.js");
}
