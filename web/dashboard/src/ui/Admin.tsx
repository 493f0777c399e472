import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { ask, piece, type JsonObject } from "../api/rest";
import { instruments, marketVersion, may, tickers } from "../state/store";
import { act } from "../state/store";
import { Movements } from "./Movements";
import { StateButtons } from "./StateButtons";
import { words } from "./Text";
import { watch } from "../state/watch";
import { text } from "../api/json";
import { useBusy, WaitingButton } from "./Waiting";

const ruleNames = ["maker_fee_ppm", "taker_fee_ppm", "auction_fee_ppm", "band_ppm", "collar_ppm", "min_notional", "max_notional", "reference_price", "max_tranches"] as const;
const shownRules = signal<{ symbol: string; rules: JsonObject } | null>(null);

/** What a key that operates may do, change states and move money, and one that administrates besides: define instruments, set their rules. */
export function Admin() {
  watch(marketVersion);
  if (!may("operate")) return <main class="page admin"><p class="empty">This page is for keys with the permission operate or admin.</p></main>;
  return (
    <main class="page admin">
      <section class="panel" aria-labelledby="states-title">
        <header><h2 id="states-title">Instruments</h2></header>
        <div class="scroll">
          <table class="figures">
            <thead><tr><th scope="col">Symbol</th><th scope="col">State</th><th scope="col">Change to</th>{may("admin") && <th scope="col">Rules</th>}</tr></thead>
            <tbody>
              {[...instruments.value.values()].map((one) => {
                const state = tickers.get(one.id)?.state ?? "unknown";
                return (
                  <tr key={one.id}>
                    <th scope="row">{one.symbol}</th>
                    <td><i class={`dot ${state}`} aria-hidden="true" /> {state}</td>
                    <td class="actions"><StateButtons symbol={one.symbol} state={state} /></td>
                    {may("admin") && <td><button type="button" class="small" aria-label={`Rules of ${one.symbol}`} onClick={() => void showRules(one.symbol)}>Rules</button></td>}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </section>
      {may("admin") && shownRules.value && <Rules key={shownRules.value.symbol} symbol={shownRules.value.symbol} rules={shownRules.value.rules} />}
      <Movements />
      {may("admin") && <Define />}
    </main>
  );
}

async function showRules(symbol: string): Promise<void> {
  const answer = await ask(`/instruments/${piece(symbol)}`);
  shownRules.value = { symbol, rules: answer.rules as JsonObject };
}

function Rules({ symbol, rules }: { symbol: string; rules: JsonObject }) {
  const [values, setValues] = useState<Record<string, string>>(Object.fromEntries(ruleNames.map((name) => [name, text(rules[name])])));
  const [rejectShort, setRejectShort] = useState(rules.reject_short_market_orders === true);
  const [isBusy, begin] = useBusy();
  const send = (): Promise<unknown> => {
    const body: JsonObject = { reject_short_market_orders: rejectShort };
    for (const name of ruleNames) if (values[name] !== "" && values[name] !== text(rules[name])) body[name] = values[name] ?? "";
    return act("PUT", `/instruments/${piece(symbol)}/rules`, body, () => `The rules of ${symbol} are set.`);
  };
  return (
    <section class="panel" aria-labelledby="rules-title">
      <header><h2 id="rules-title">Rules of {symbol}</h2><button type="button" class="plain" onClick={() => (shownRules.value = null)}>Close</button></header>
      <form class="grid-form" onSubmit={(event) => { event.preventDefault(); begin(send); }}>
        {ruleNames.map((name) => (
          <label key={name}><span>{words(name)}</span><input name={name} inputMode="decimal" value={values[name] ?? ""} onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })} /></label>
        ))}
        <label class="check"><input type="checkbox" checked={rejectShort} onChange={(event) => setRejectShort(event.currentTarget.checked)} /> refuse market orders the book cannot fill</label>
        <WaitingButton type="submit" busy={isBusy}>Set the rules</WaitingButton>
      </form>
    </section>
  );
}

const definition = [
  ["symbol", "Symbol", ""], ["price_scale", "Price decimals", "2"], ["quantity_scale", "Quantity decimals", "0"], ["money_scale", "Money decimals", "2"], ["tick", "Tick", "0.01"], ["lot", "Lot", "1"],
  ["min_quantity", "Smallest order", "1"], ["max_quantity", "Largest order", "1000000"],
] as const;

function Define() {
  const [values, setValues] = useState<Record<string, string>>(Object.fromEntries(definition.map(([name, , usual]) => [name, usual])));
  const [isOpen, setOpen] = useState(true);
  const [isBusy, begin] = useBusy();
  const send = async (): Promise<void> => {
    const body: JsonObject = { ...values, ...(isOpen ? { state: "open" } : {}) };
    if ((await act("POST", "/instruments", body, (answer) => `${text(answer.symbol)} is defined, ${text(answer.state)}.`)) !== null) setValues({ ...values, symbol: "" });
  };
  return (
    <section class="panel" aria-labelledby="define-title">
      <header><h2 id="define-title">Define an instrument</h2></header>
      <form class="grid-form" onSubmit={(event) => { event.preventDefault(); begin(send); }}>
        {definition.map(([name, label]) => (
          <label key={name}><span>{label}</span><input name={name} required autocomplete="off" value={values[name] ?? ""} onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })} /></label>
        ))}
        <label class="check"><input type="checkbox" checked={isOpen} onChange={(event) => setOpen(event.currentTarget.checked)} /> open it at once</label>
        <WaitingButton type="submit" busy={isBusy}>Define</WaitingButton>
      </form>
    </section>
  );
}
