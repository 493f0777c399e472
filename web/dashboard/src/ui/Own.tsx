import { hasContracts } from "../state/positions";
import { everywhere, ownTab, type OwnTab } from "../state/screen";
import { instrument, liveOrders, may, ordersAreCut, ordersVersion, user } from "../state/store";
import { cancelAll } from "../state/ticket";
import { watch } from "../state/watch";
import { Algos } from "./Algos";
import { Balances } from "./Balances";
import { Baskets } from "./Baskets";
import { Identity } from "./Identity";
import { FillTable, OrderTable } from "./Orders";
import { Positions } from "./Positions";
import { ActButton } from "./Waiting";

/** What is one's own: orders, fills, money. */
export function Own() {
  watch(ordersVersion);
  const one = instrument.value;
  const tab = ownTab.value;
  const isOfOrders = tab === "live" || tab === "ended" || tab === "fills";
  const hasMarkets = isOfOrders || tab === "algos";
  return (
    <section class="panel own-panel" aria-label="Own account">
      <header>
        <div role="tablist" aria-label="Own orders, fills and money">
          <TabButton of="live" name={`Orders ${liveOrders.value > 0 ? `(${liveOrders.value})` : ""}`} />
          <TabButton of="ended" name="Ended" />
          <TabButton of="fills" name="Fills" />
          <TabButton of="algos" name="Algo" />
          <TabButton of="baskets" name="Baskets" />
          <TabButton of="balances" name="Balances" />
          <TabButton of="identity" name="Identity" />
          {hasContracts() && <TabButton of="positions" name="Positions" />}
        </div>
        {hasMarkets && <label class="small switch"><input type="checkbox" checked={everywhere.value} onChange={(event) => (everywhere.value = event.currentTarget.checked)} /> All markets</label>}
        {tab === "live" && one && liveOrders.value > 0 && may("trade") && <ActButton class="small danger" act={() => cancelAll(one.symbol)}>Cancel all of {one.symbol}</ActButton>}
      </header>
      <div class="scroll" role="tabpanel">
        {user.value === null ? <p class="empty">Sign in to see your orders and your money.</p> : <Part of={tab} />}
      </div>
      {isOfOrders && ordersAreCut.value && <footer class="dim">Only the newest 1,000 of {liveOrders.value} live orders are listed.</footer>}
    </section>
  );
}

function Part({ of }: { of: OwnTab }) {
  switch (of) {
    case "fills":
      return <FillTable />;
    case "balances":
      return <Balances />;
    case "algos":
      return <Algos />;
    case "baskets":
      return <Baskets />;
    case "identity":
      return <Identity />;
    case "positions":
      return <Positions />;
    default:
      return <OrderTable live={of === "live"} />;
  }
}

function TabButton({ of, name }: { of: OwnTab; name: string }) {
  return <button type="button" role="tab" aria-selected={ownTab.value === of} onClick={() => (ownTab.value = of)}>{name}</button>;
}
