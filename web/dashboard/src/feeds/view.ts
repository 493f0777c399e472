/** What a feed role says of itself, as its JSON has it (docs/reference/feeds-http.md). Decimals are text; times are ISO 8601; latencies are whole nanoseconds, exact far beyond a year. */

export type BookState = "trusted" | "stale" | "resyncing" | "disconnected";
export type Touch = "none" | "one_sided" | "normal" | "locked" | "crossed";

export interface Latency {
  count: number;
  p50_ns: number;
  p95_ns: number;
  p99_ns: number;
  p99_9_ns: number;
  max_ns: number;
  /** How many were longer than the one and at most as long as the other; ranges without any are left out. */
  buckets: readonly { above_ns: number; at_most_ns: number; count: number }[];
}

/** From a venue's time of an event to our receipt, as two clocks say it: less the offset, give or take the error. */
export interface VenueLatency extends Latency {
  clock_source: "none" | "envelope" | "exchange";
  clock_offset_ns: number | null;
  clock_error_ns: number | null;
}

export interface Venue {
  venue: string;
  links_up: number;
  links_down: number;
  frames_per_second: number;
  events_per_second: number;
  latency: Latency;
  venue_latency: VenueLatency;
  books: Record<BookState, number>;
  score: number;
  reconnects: number;
  drifts: number;
  conflated: number;
  trades_dropped: number;
  ring_depth: number;
  last_error: string;
}

export interface Link {
  venue: string;
  connection: number;
  state: string;
  since: string | null;
  address: string;
  symbols: readonly string[];
  frames: number;
  frames_per_second: number;
  bytes: number;
  reconnects: number;
  last_error: string;
  breaker_open: boolean;
  next_attempt: string | null;
}

export interface Listing {
  venue: string;
  venue_symbol: string;
  status: string;
  state: BookState;
  reason: string;
  bid: string | null;
  bid_quantity: string | null;
  ask: string | null;
  ask_quantity: string | null;
  age_ns: number | null;
  score: number;
  marks: readonly string[];
}

export interface LastTrade {
  venue: string;
  price: string;
  quantity: string;
  side: "buy" | "sell";
  time: string;
}

export interface SymbolView {
  /** How it is asked for: the symbol, with the quote currency where several have that symbol. */
  name: string;
  symbol: string;
  quote: string;
  touch: Touch;
  bid: string | null;
  bid_quantity: string | null;
  bid_venues: readonly string[];
  ask: string | null;
  ask_quantity: string | null;
  ask_venues: readonly string[];
  last_trade: LastTrade | null;
}

export interface Distribution {
  shared: { folder: string; events: number; best_prices: number } | null;
  multicast: { group: string; snapshots: string; packets: number; messages: number; send_errors: number } | null;
  recording: { folder: string; records: number; lost: number } | null;
}

export interface Feeds {
  time: string | null;
  venues: readonly Venue[];
  links: readonly Link[];
  symbols: readonly SymbolView[];
  distribution: Distribution;
  problems: readonly string[];
}

export interface Share {
  venue: string;
  quantity: string;
}

export interface LadderLevel {
  price: string;
  quantity: string;
  venues: readonly Share[];
}

export interface Ladder {
  name: string;
  symbol: string;
  quote: string;
  time: string;
  price_scale: number;
  quantity_scale: number;
  touch: Touch;
  bids: readonly LadderLevel[];
  asks: readonly LadderLevel[];
  listings: readonly Listing[];
  last_trade: LastTrade | null;
}

export interface FeedEvent {
  receive_time: string | null;
  event_time: string | null;
  venue: string;
  venue_symbol: string;
  kind: string;
  side: "buy" | "sell" | null;
  price: string | null;
  quantity: string | null;
  state: BookState | null;
  reason: string;
  marks: readonly string[];
  rejected: boolean;
}

/** Oldest first. */
export interface FeedHistory {
  symbol: string;
  quote: string;
  total: number;
  events: readonly FeedEvent[];
}

export interface Sample {
  time: string;
  venue: string;
  venue_symbol: string;
  rejected: boolean;
  measured: number;
  limit: number;
}

export interface Quality {
  time: string;
  events: number;
  rules: readonly { rule: string; count: number; rejected: number; samples: readonly Sample[] }[];
  clocks: readonly { venue: string; source: string; offset_ns: number | null; error_ns: number | null; raised: boolean }[];
  listings: readonly { venue: string; venue_symbol: string; symbol: string; score: number; marks: readonly string[]; breaches: Readonly<Record<string, number>> }[];
}
