import { signal } from "@preact/signals";
import { basisPoints, showDecimal } from "../decimal";
import { instruments, marketVersion, select, selected, tickers } from "../state/store";
import { go, page, pane } from "../state/screen";
import { price, quantity } from "./Text";
import { watch } from "../state/watch";

const wanted = signal("");

/** All instruments with what the day has brought; arrow keys choose. */
export function Instruments() {
  watch(marketVersion);
  const shown = [...instruments.value.values()].filter((one) => one.symbol.toLowerCase().includes(wanted.value.toLowerCase()));
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = shown.findIndex((one) => one.id === selected.value);
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))];
    if (!next) return;
    select(next.id);
    document.getElementById(`instrument-${next.id}`)?.focus();
  };
  return (
    <section class="panel instruments" aria-labelledby="instruments-title">
      <header>
        <h2 id="instruments-title">Markets</h2>
        <input id="instrument-search" type="search" placeholder="Find  /" aria-label="Find an instrument" value={wanted} onInput={(event) => (wanted.value = event.currentTarget.value)} />
      </header>
      <div class="scroll">
        <table class="figures" onKeyDown={onKey}>
          <thead>
            <tr>
              <th scope="col">Symbol</th>
              <th scope="col" class="n">Last</th>
              <th scope="col" class="n">24 h</th>
              <th scope="col" class="n wide">Volume</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => {
              const ticker = tickers.get(one.id);
              const change = ticker && ticker.last !== 0n ? basisPoints(ticker.open, ticker.last) : null;
              return (
                <tr key={one.id} class={one.id === selected.value ? "chosen" : ""} onClick={() => choose(one.id)}>
                  <th scope="row">
                    <button id={`instrument-${one.id}`} class="plain" type="button" aria-current={one.id === selected.value} onClick={() => choose(one.id)}>
                      <i class={`dot ${ticker?.state ?? "unknown"}`} aria-hidden="true" />
                      {one.symbol}
                      {ticker && ticker.state !== "open" && <small class="state">{ticker.state}</small>}
                    </button>
                  </th>
                  <td class="n">{ticker ? price(ticker.last, one) : "–"}</td>
                  <td class={`n ${change === null || change === 0n ? "" : change > 0n ? "up" : "down"}`}>{change === null ? "–" : percent(change)}</td>
                  <td class="n wide">{ticker ? quantity(ticker.volume, one) : "–"}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {shown.length === 0 && <p class="empty">{instruments.value.size === 0 ? "No instrument is defined yet." : "None is called so."}</p>}
      </div>
    </section>
  );
}

function choose(id: number): void {
  select(id);
  if (page.value !== "trade") go("trade");
  if (pane.value === "markets") pane.value = "book";
}

function percent(basisPoints: bigint): string {
  const sign = basisPoints < 0n ? "−" : "+";
  const size = basisPoints < 0n ? -basisPoints : basisPoints;
  return `${sign}${showDecimal(size, 2)}%`;
}
