import { FieldReader, FrameError } from "./reader";

/** Binary frames of the channels `dashboard` and `dashboard_own`, as docs/reference/websocket.md has them. */

export type Side = "buy" | "sell";
/** A state that this page is older than is `unknown`. */
export type State = "announced" | "auction" | "open" | "halted" | "closed" | "expired" | "unknown";
export type Status = "open" | "waiting" | "partially_filled" | "filled" | "canceled";
export type OrderType = "limit" | "market" | "stop_loss" | "stop_limit";
export type TimeInForce = "GTC" | "IOC" | "FOK" | "GTD" | "DAY";
export type StpMode = "none" | "cancel_resting" | "cancel_incoming" | "cancel_both" | "cancel_smallest" | "decrement_both";
export type PostOnly = "off" | "reject" | "slide";

export interface Instrument {
  id: number;
  symbol: string;
  priceScale: number;
  quantityScale: number;
  moneyScale: number;
  tick: bigint;
  lot: bigint;
  minQuantity: bigint;
  maxQuantity: bigint;
}

/** Prices are zero where there is none. */
export interface Ticker {
  id: number;
  state: State;
  last: bigint;
  lastQuantity: bigint;
  bid: bigint;
  bidQuantity: bigint;
  ask: bigint;
  askQuantity: bigint;
  open: bigint;
  high: bigint;
  low: bigint;
  volume: bigint;
  trades: number;
  indication: { price: bigint; quantity: bigint; surplus: bigint; side: Side } | null;
}

export interface LevelChange {
  price: bigint;
  quantity: bigint;
  orders: number;
}

export interface Trade {
  id: number;
  price: bigint;
  quantity: bigint;
  side: Side;
  auction: boolean;
  sequence: number;
  /** Nanoseconds since 1970. */
  time: bigint;
}

export interface OwnOrder {
  id: number;
  instrument: number;
  status: Status;
  side: Side;
  triggered: boolean;
  slid: boolean;
  type: OrderType;
  timeInForce: TimeInForce;
  stp: StpMode;
  postOnly: PostOnly;
  rejectIfShort: boolean;
  /** The quantity is money, and so is what is left. */
  budget: boolean;
  cancelReason: number;
  price: bigint;
  stopPrice: bigint;
  quantity: bigint;
  display: bigint;
  leaves: bigint;
  filled: bigint;
  /** What the book shows of it. */
  shown: bigint;
  average: bigint;
  expires: bigint;
  created: bigint;
  updated: bigint;
  clientOrderId: string;
}

export interface Fill {
  trade: number;
  order: number;
  instrument: number;
  side: Side;
  maker: boolean;
  price: bigint;
  quantity: bigint;
  fee: bigint;
  /** Zero where it is from before the subscription. */
  time: bigint;
}

export type Frame =
  | { kind: "instruments"; instruments: Instrument[] }
  | { kind: "market"; sequence: number; time: bigint; tickers: Ticker[] }
  | { kind: "book"; snapshot: boolean; instrument: number; sequence: number; previous: number; time: bigint; bids: LevelChange[]; asks: LevelChange[] }
  | { kind: "trades"; snapshot: boolean; gap: boolean; instrument: number; trades: Trade[] }
  | { kind: "orders"; snapshot: boolean; gap: boolean; sequence: number; live: number; orders: OwnOrder[] }
  | { kind: "fills"; snapshot: boolean; gap: boolean; fills: Fill[] };

const states: readonly State[] = ["announced", "auction", "open", "halted", "closed", "expired"];
const statuses: readonly Status[] = ["open", "waiting", "partially_filled", "filled", "canceled"];
const types: readonly OrderType[] = ["limit", "market", "stop_loss", "stop_limit"];
const times: readonly TimeInForce[] = ["GTC", "IOC", "FOK", "GTD", "DAY"];
const modes: readonly StpMode[] = ["none", "cancel_resting", "cancel_incoming", "cancel_both", "cancel_smallest", "decrement_both"];
const postOnly: readonly PostOnly[] = ["off", "reject", "slide"];

const snapshotBit = 1;
const gapBit = 2;
const headerBytes = 5;

/** All frames of one message; those of a kind this page does not know are passed over. */
export function decodeFrames(message: ArrayBuffer): Frame[] {
  const bytes = new Uint8Array(message);
  const view = new DataView(message);
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + headerBytes > bytes.length) throw new FrameError("a message ends within a header");
    const end = at + headerBytes + view.getUint32(at + 1, true);
    if (end > bytes.length) throw new FrameError("a message ends within a frame");
    const frame = decode(bytes[at] ?? 0, new FieldReader(bytes, at + headerBytes, end));
    if (frame) frames.push(frame);
    at = end;
  }
  return frames;
}

function decode(kind: number, from: FieldReader): Frame | null {
  switch (kind) {
    case 1:
      return { kind: "instruments", instruments: list(from, readInstrument) };
    case 2:
      return { kind: "market", sequence: from.small(), time: from.big(), tickers: list(from, readTicker) };
    case 3: {
      const flags = from.byte();
      return {
        kind: "book", snapshot: has(flags, snapshotBit), instrument: from.small(), sequence: from.small(), previous: from.small(), time: from.big(),
        bids: readSide(from), asks: readSide(from),
      };
    }
    case 4: {
      const flags = from.byte();
      return { kind: "trades", snapshot: has(flags, snapshotBit), gap: has(flags, gapBit), instrument: from.small(), trades: list(from, readTrade) };
    }
    case 5: {
      const flags = from.byte();
      return { kind: "orders", snapshot: has(flags, snapshotBit), gap: has(flags, gapBit), sequence: from.small(), live: from.small(), orders: list(from, readOrder) };
    }
    case 6: {
      const flags = from.byte();
      return { kind: "fills", snapshot: has(flags, snapshotBit), gap: has(flags, gapBit), fills: list(from, readFill) };
    }
    default:
      return null;
  }
}

function list<T>(from: FieldReader, read: (from: FieldReader) => T): T[] {
  const count = from.count();
  const all: T[] = [];
  for (let i = 0; i < count; i++) all.push(read(from));
  return all;
}

function readInstrument(from: FieldReader): Instrument {
  return {
    id: from.small(), priceScale: from.byte(), quantityScale: from.byte(), moneyScale: from.byte(), tick: from.big(), lot: from.big(), minQuantity: from.big(),
    maxQuantity: from.big(), symbol: from.text(),
  };
}

function readTicker(from: FieldReader): Ticker {
  const id = from.small();
  const state = from.byte();
  const ticker: Ticker = {
    id, state: states[state & 0x7f] ?? "unknown", last: from.big(), lastQuantity: from.big(), bid: from.big(), bidQuantity: from.big(), ask: from.big(), askQuantity: from.big(),
    open: from.big(), high: from.big(), low: from.big(), volume: from.big(), trades: from.small(), indication: null,
  };
  if (has(state, 0x80)) ticker.indication = { price: from.big(), quantity: from.big(), surplus: from.big(), side: sideOf(from.byte()) };
  return ticker;
}

function readSide(from: FieldReader): LevelChange[] {
  let price = 0n;
  return list(from, () => {
    price += from.signed();
    return { price, quantity: from.big(), orders: from.small() };
  });
}

function readTrade(from: FieldReader): Trade {
  const [id, price, quantity, bits] = [from.small(), from.big(), from.big(), from.byte()];
  return { id, price, quantity, side: sideOf(bits), auction: has(bits, 2), sequence: from.small(), time: from.big() };
}

function readOrder(from: FieldReader): OwnOrder {
  const [id, instrument, status, bits, terms] = [from.small(), from.small(), from.byte(), from.byte(), from.small()];
  return {
    id, instrument, status: word(statuses, status), side: sideOf(bits), triggered: has(bits, 2), slid: has(bits, 4),
    type: word(types, terms & 3), timeInForce: word(times, (terms >> 2) & 7), stp: word(modes, (terms >> 5) & 7), postOnly: word(postOnly, (terms >> 8) & 3),
    rejectIfShort: has(terms, 1 << 10), budget: has(terms, 1 << 11),
    cancelReason: from.small(), price: from.big(), stopPrice: from.big(), quantity: from.big(), display: from.big(), leaves: from.big(), filled: from.big(), shown: from.big(),
    average: from.big(), expires: from.big(), created: from.big(), updated: from.big(), clientOrderId: from.text(),
  };
}

function readFill(from: FieldReader): Fill {
  const [trade, order, instrument, bits] = [from.small(), from.small(), from.small(), from.byte()];
  return { trade, order, instrument, side: sideOf(bits), maker: has(bits, 2), price: from.big(), quantity: from.big(), fee: from.signed(), time: from.big() };
}

function word<T extends string>(words: readonly T[], number: number): T {
  const found = words[number];
  if (found === undefined) throw new FrameError(`a word has the number ${number}`);
  return found;
}

function sideOf(bits: number): Side {
  return has(bits, 1) ? "sell" : "buy";
}

function has(bits: number, bit: number): boolean {
  return (bits & bit) !== 0;
}
