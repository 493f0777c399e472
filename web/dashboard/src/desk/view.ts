/** What a trading desk says of itself, as its JSON has it (docs/reference/desk-http.md). Decimals are text; times are ISO 8601; latencies are whole nanoseconds. */

export type Side = "Buy" | "Sell";

export interface Latency {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  p999: number;
  max: number;
}

export interface Market {
  venue: string;
  symbol: string;
}

export interface StrategyMarket extends Market {
  position: string;
  in: string;
  spread: string;
  inventory: string;
  fees: string;
  total: string;
  volume: string;
}

export interface Strategy {
  name: string;
  kind: string;
  version: string;
  mode: string;
  state: string;
  fault?: string;
  experiment?: string;
  result: string;
  daily: string;
  drawdown: string;
  gross: string;
  sharpe: number | null;
  decisions: number;
  intents: number;
  taken: number;
  refused: number;
  observed: number;
  fills: number;
  maker_fills: number;
  signals: number;
  faults: number;
  live_orders: number;
  markets: readonly StrategyMarket[];
  parameters: Readonly<Record<string, string>>;
}

export interface Position extends Market {
  in: string;
  quantity: string;
  average: string;
  bid: string | null;
  ask: string | null;
  trusted: boolean;
  /** A stop-loss was hit, and the position is being closed. */
  closing: boolean;
  open_buy: string;
  open_sell: string;
  gross: string;
  bought: string;
  sold: string;
  realised: string;
  unrealised: string;
  fees: string;
}

export interface Order extends Market {
  order: string;
  strategy: string;
  side: Side;
  type: string;
  post_only: boolean;
  price: string | null;
  quantity: string;
  filled: string;
  state: string;
  cancelling: boolean;
  amending: boolean;
  placed: string | null;
}

export interface Fill extends Market {
  time: string;
  order: string;
  strategy: string;
  side: Side;
  price: string;
  quantity: string;
  position: string;
  liquidity: string;
  trade_id: string;
}

export interface SignalValue {
  strategy: string;
  venue?: string;
  symbol?: string;
  signal: number;
  value: number | null;
  time: string;
  count: number;
}

export interface Leg extends Market {
  price: string | null;
}

/** What there is to gain, and what a strategy does about it. */
export interface OpportunityTerms {
  strategy: string;
  market: number;
  step: string | null;
  /** How many; 0 where that was not told. */
  legs: number;
  buy: Leg | null;
  /** Null of a set, all of whose legs are bought. */
  sell: Leg | null;
  quantity: string | null;
  net: string | null;
  in: string | null;
}

export interface Opportunity extends OpportunityTerms {
  net_bps: number | null;
  time: string;
  seen: number;
  taken: number;
}

export interface LegSet extends OpportunityTerms {
  set: string;
  place: number;
  state: string;
  began: string;
  changed: string;
  whole: number;
  wanted: number;
  fills: number;
  cash: string | null;
  fees: string | null;
  fees_unvalued: number;
  paid_in: string | null;
  realised: string | null;
  excess: (Market & { quantity: string }) | null;
}

export interface DeskEvent {
  time: string;
  severity: "Notice" | "Warning" | "Critical";
  kind: string;
  what?: string;
  strategy?: string;
  venue?: string;
  symbol?: string;
  order?: string;
  who?: string;
}

export interface Alert {
  name: string;
  severity: "Info" | "Warning" | "Critical";
  lasting: boolean;
  since: string;
  /** When people were told of it last. */
  last: string;
  text: string;
  count: number;
  suppressed: number;
}

/** How the desk stands with its configuration file. */
export interface Configuration {
  file: string;
  problem: string | null;
  restart: readonly string[];
  taken: string | null;
  changes: number;
}

export interface Made {
  result: string;
  realised: string;
  unrealised: string;
  fees: string;
}

/** What a day (UTC) brought, over all runs that count together. */
export interface Day extends Made {
  day: string;
  strategies: Readonly<Record<string, Made>>;
}

export interface Use {
  limit: string;
  of: "desk" | "venue" | "strategy" | "listing" | "symbol";
  name: string;
  venue?: string;
  used: string | null;
  most: string | null;
  unit: string;
  sense: "most" | "least" | "one_order";
  share: number | null;
}

export interface VenueStanding {
  venue: string;
  up: boolean;
  reconciled: boolean;
  difference_open: boolean;
  breaker: string;
  mode: string;
  answer_ns: Latency | null;
}

export interface Desk {
  number: number;
  made: string;
  desk: string;
  mode: "paper" | "live";
  reporting: string;
  inputs: number;
  frames: number;
  time: string;
  stopped: boolean;
  /** What stopped it, when, and who; null while it is not. */
  stopped_by: string | null;
  slow: boolean;
  store_failing: boolean;
  pnl: Readonly<Record<"result" | "realised" | "unrealised" | "fees" | "daily" | "drawdown" | "equity" | "gross" | "today" | "all_time", string>> & { days: readonly Day[]; leverage: string | null; margin_ratio: string | null };
  strategies: readonly Strategy[];
  positions: readonly Position[];
  balances: readonly { venue: string; asset: string; ours: string; venues: string | null; free: string }[];
  open_orders: readonly Order[];
  last_fills: readonly Fill[];
  signals: readonly SignalValue[];
  opportunities: readonly Opportunity[];
  leg_sets: readonly LegSet[];
  leg_sets_begun: number;
  leg_sets_stuck: number;
  events: readonly DeskEvent[];
  risk: { live_orders: number; rejects_breaker_open: boolean; use: readonly Use[]; modes: { desk: string; strategies: Readonly<Record<string, string>> } };
  venues: readonly VenueStanding[];
  /** Null where nobody is told anything. */
  alerts: readonly Alert[] | null;
  /** Null where nobody looks at the file. */
  configuration: Configuration | null;
  fills: number;
  maker_fills: number;
  placed: number;
  venue_refusals: number;
  mismatches: number;
  refusals: Readonly<Record<string, number>>;
  problems: Readonly<Record<string, number>>;
  tick_to_intent_ns: Latency;
  tick_to_sent_ns: Latency;
  arrival_to_sent_ns: Latency;
}

export interface Line {
  /** Milliseconds since the epoch. */
  time: readonly number[];
  value: readonly number[];
}

export interface Series {
  intraday: Line;
  daily: Line;
  cumulative: Line;
  unrealised: Line;
  strategies: Readonly<Record<string, Line>>;
}

export interface Parameter {
  name: string;
  kind: string;
  unit: string;
  meaning: string;
  bounds: string;
  initial: string;
  hot: boolean;
}

export interface Declaration {
  name: string;
  kind: string;
  version: string;
  summary: string;
  parameters: readonly Parameter[];
}

/** Something that was asked of the desk over its door. */
export interface Act {
  time: string;
  who: string;
  from: string;
  command: string;
  of: string;
  reason: string;
  answer: string;
}

/** How near a limit is, from above or from below: 1 is at it. Null where nothing can be said. */
export function urgency(use: Use): number | null {
  return use.share;
}

/** What is nearest to its limit first; what has no share last, in the order in which it came. */
export function byUrgency(uses: readonly Use[]): Use[] {
  return uses.toSorted((one, other) => (urgency(other) ?? -1) - (urgency(one) ?? -1));
}
