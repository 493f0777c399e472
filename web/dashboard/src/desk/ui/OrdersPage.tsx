import { ActButton } from "../../ui/Waiting";
import { tell } from "../state";
import type { Desk } from "../view";
import { FillTable, OrderTable } from "./Tables";

/** What is asked of venues now, and what came of it. */
export function OrdersPage({ of }: { of: Desk }) {
  return (
    <main class="page desk-page">
      <p class="actions"><ActButton class="danger" act={() => tell({ command: "cancel_all" }, "All orders are being cancelled.")}>Cancel all orders</ActButton></p>
      <OrderTable of={of.open_orders} all={of.risk.live_orders} />
      <FillTable of={of.last_fills} all={of.fills} />
    </main>
  );
}
