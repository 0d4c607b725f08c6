/** HTML by element id. */
export type Fragments = Record<string, string>;

export interface Hello { k: "hello"; v: number; epoch: string; now: number; ping: number; audiences: string[] }
export interface RoomEvent {
  k: "ev";
  audience: string;
  seq: number;
  /** The first 16 hex digits. */
  hash: string;
  type: string;
  at: number;
  body?: Record<string, unknown>;
  /** Further frames of the same batch follow; the last one carries the fragments. */
  more?: boolean;
  fragments: Fragments;
}
export interface Me { k: "me"; fragments: Fragments }
export interface Tick { k: "tick"; now: number; [count: string]: number | string }
export interface Live { k: "live"; cursor: string }
export interface Reload { k: "reload"; why: string }
export interface Sys { k: "sys"; mode: "ok" | "slow" | "readonly" | "drain" }
export interface Pong { k: "pong"; now: number; t: number | null }
export interface End { k: "end"; code: number }
export type Frame = Hello | RoomEvent | Me | Tick | Live | Reload | Sys | Pong | End;

/** What came back over HTTP; status 0 when nothing did. */
export interface Reply { status: number; text: string; path: string }

/** A command's answer or refusal. */
export interface Answer { status: number; text: string; code: string; field: string; notice: string; location: string }

/** What the follower of a log asks of the page that it keeps exact. */
export interface Follows {
  /** `moved`: events led to this, not the person's own block alone. */
  show(fragments: Fragments, moved: boolean): void;
  tick(counts: Tick): void;
  mode(mode: Sys["mode"]): void;
  /** What is on the page may be old until `live`. */
  behind(): void;
  live(): void;
  /** Fetch the whole again: the cursor it stands at, or null when it could not be had. */
  refetch(): Promise<string | null>;
  /** Nothing that comes can be trusted: connect anew. */
  restart(): void;
}

/** What a connection tells its page. `way`: where to sign in. */
export interface Listens {
  cursor(): string;
  frame(frame: Frame): void;
  lost(): void;
  ended(code: number, way: string): void;
}

/** A form that waits to be sent, as its member pressed it. */
export interface Row {
  /** Its place in the order; given by the store. */
  n?: number;
  /** The member part of X-User: sent under no other. */
  owner: string;
  kind: string;
  /** Rows of one stream are sent in their order. */
  stream: string;
  url: string;
  /** As the form would have been encoded. */
  body: string;
  /** What is shown of it. */
  label: string;
  /** The id of the press, kept over every attempt. */
  key: string;
  made: number;
  /** Later it makes no sense any more. */
  dies: number;
  tries: number;
  /** Not before this. */
  next: number;
  state: "waiting" | "refused" | "conflict" | "expired";
  /** What the server said to a refusal. */
  text: string;
}

/** What became of a row in one attempt. */
export interface Outcome {
  row: Row;
  result: "sent" | "refused" | "conflict" | "expired" | "later" | "paused" | "offline";
  /** Of the server's answer. */
  said: Record<string, unknown>;
}
