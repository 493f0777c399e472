import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { object, text } from "../api/json";
import { piece, type Json, type JsonObject } from "../api/rest";
import { Reload } from "../reload";
import { askPublic, instrument, messageListeners, tradeListeners } from "../state/store";

const gapMs = 2_000;

/** As the channel `imbalance` tells it. */
const leaning = signal<JsonObject | null>(null);
/** GET /orderbook/{symbol}/toxicity, asked for again after trades. */
const toxicity = signal<JsonObject | null>(null);

/** Which way the book leans, by the exchange's own analytics, from all asks (-1) to all bids (+1); and how one-sided trading has been. */
export function Lean() {
  const symbol = instrument.value?.symbol;
  useEffect(() => {
    const hear = (message: JsonObject): void => {
      if (message.type === "imbalance") leaning.value = message;
    };
    messageListeners.add(hear);
    return () => messageListeners.delete(hear);
  }, []);
  useEffect(() => {
    if (symbol === undefined) return;
    const reload = new Reload(() => load(symbol), gapMs);
    const hear = (): void => reload.want();
    tradeListeners.add(hear);
    reload.want();
    return () => tradeListeners.delete(hear);
  }, [symbol]);
  const [now, toxic] = [leaning.value, toxicity.value];
  const near = now?.symbol === symbol ? number(now?.imbalance) : null;
  const vpin = toxic?.symbol === symbol ? number(toxic?.vpin) : null;
  if (now === null || near === null) return vpin === null || toxic === null ? null : <div class="lean figures"><Vpin of={toxic} vpin={vpin} /></div>;
  const flow = text(object(now.flow)?.order_flow_imbalance);
  return (
    <div class="lean figures">
      <span title={`Imbalance of the best five levels ${show(near)}, weighted by distance ${show(number(now.weighted))}, of the whole book ${show(number(object(now.depth)?.imbalance))}`}>leans {show(near)}</span>
      <svg viewBox="-100 0 200 8" preserveAspectRatio="none" role="img" aria-label={`Imbalance of the best five levels: ${show(near)}`}>
        <rect class={near >= 0 ? "bid" : "ask"} x={Math.min(0, near * 100)} width={Math.abs(near) * 100} height="8" />
        <rect class="middle" x="-0.5" width="1" height="8" />
      </svg>
      <span class="dim" title="Order flow of the last minute">flow {flow}</span>
      {toxic !== null && vpin !== null && <Vpin of={toxic} vpin={vpin} />}
    </div>
  );
}

function Vpin({ of, vpin }: { of: JsonObject; vpin: number }) {
  return (
    <span class="dim" data-field="vpin" title={`Toxicity of the flow (VPIN), 0 to 1: how one-sided the last ${text(of.buckets)} of ${text(of.window_buckets)} buckets of ${text(of.bucket_volume)} were; bought ${text(of.buy_volume)}, sold ${text(of.sell_volume)}`}>VPIN {vpin.toFixed(2)}</span>
  );
}

function number(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}

function show(ratio: number | null): string {
  return ratio === null ? "–" : `${ratio < 0 ? "−" : "+"}${Math.abs(ratio).toFixed(2)}`;
}

async function load(symbol: string): Promise<void> {
  const found = await askPublic(`/orderbook/${piece(symbol)}/toxicity`);
  if (found !== null && instrument.value?.symbol === symbol) toxicity.value = found;
}
