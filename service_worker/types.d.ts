/** What a page says to the worker. */
export interface Asked {
  kind: "skip" | "hello" | "leave" | "ahead";
  /** As the server named the reader of the page. */
  user?: string;
  paths?: string[];
}

declare global {
  /** Set by the server when it joins the pieces. */
  const facts: { version: string; build: string; files: string[] };
  const store: typeof import("../pwa/store.js");
}
