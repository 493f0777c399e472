import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, piece, type JsonObject } from "../api/rest";
import { text } from "../api/json";
import { instrument } from "../state/store";

interface Leaning {
  symbol: string;
  near: number | null;
  weighted: number | null;
  whole: number | null;
  flow: string;
}

const everyMs = 2_000;
const leaning = signal<Leaning | null>(null);

/** Which way the book leans, by the exchange's own analytics: from all asks (-1) to all bids (+1). */
export function Lean() {
  const symbol = instrument.value?.symbol;
  useEffect(() => {
    if (symbol === undefined) return;
    void load(symbol);
    const clock = setInterval(() => void load(symbol), everyMs);
    return () => clearInterval(clock);
  }, [symbol]);
  const now = leaning.value;
  if (now?.symbol !== symbol || now?.near === undefined || now.near === null) return null;
  return (
    <div class="lean figures" title={`Imbalance of the best five levels ${show(now.near)}, weighted by distance ${show(now.weighted)}, of the whole book ${show(now.whole)}; order flow of the last minute ${now.flow}`}>
      <span>leans {show(now.near)}</span>
      <svg viewBox="-100 0 200 8" preserveAspectRatio="none" role="img" aria-label={`Imbalance of the best five levels: ${show(now.near)}`}>
        <rect class={now.near >= 0 ? "bid" : "ask"} x={Math.min(0, now.near * 100)} width={Math.abs(now.near) * 100} height="8" />
        <rect class="middle" x="-0.5" width="1" height="8" />
      </svg>
      <span class="dim">flow {now.flow}</span>
    </div>
  );
}

function show(ratio: number | null): string {
  return ratio === null ? "–" : `${ratio < 0 ? "−" : "+"}${Math.abs(ratio).toFixed(2)}`;
}

async function load(symbol: string): Promise<void> {
  try {
    const answer = await ask(`/orderbook/${piece(symbol)}/imbalance?levels=5`);
    const number = (of: JsonObject | undefined, name: string): number | null => (typeof of?.[name] === "number" ? of[name] : null);
    const [depth, flow] = [answer.depth as JsonObject | undefined, answer.flow as JsonObject | undefined];
    leaning.value = { symbol, near: number(answer, "imbalance"), weighted: number(answer, "weighted"), whole: number(depth, "imbalance"), flow: text(flow?.order_flow_imbalance) };
  } catch {
    leaning.value = null;
  }
}
