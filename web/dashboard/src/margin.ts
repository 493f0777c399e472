import { text } from "./api/json";
import type { JsonObject } from "./api/rest";

/** What a message of the channel `positions` about the margin means to its owner; empty for what needs no notice, being in the history. */
export function marginNotice(message: JsonObject): string {
  const [asset, symbol] = [text(message.asset), text(message.symbol)];
  const whose = symbol ? `the isolated position in ${symbol}` : `the ${asset} positions`;
  switch (message.event) {
    case "margin_call":
      return `Margin call: ${whose} ${symbol ? "has" : "have"} equity of ${text(message.equity)} ${asset}, and maintenance takes ${text(message.maintenance_margin)}. Pay in or reduce, or they are liquidated.`;
    case "liquidation_started":
      return `Liquidation: equity of ${whose} is ${text(message.equity)} ${asset}, less than the maintenance margin ${text(message.maintenance_margin)}. Orders are cancelled, and the exchange reduces at each mark.`;
    case "liquidation_ended":
      return `The liquidation of ${whose} has ended.`;
    case "deleveraged":
      return `${text(message.quantity)} of your ${symbol} were closed at ${text(message.price)} against a bankrupt's position (auto-deleveraging).`;
    case "bankrupt_closed":
      return `Bankrupt: ${text(message.quantity)} of your ${symbol} were closed at ${text(message.price)}.`;
    case "deficit_paid":
      return `What the account was short of was paid: ${text(message.amount)} ${asset}.`;
    default:
      return "";
  }
}

/** A line of the history of margin. */
export function marginLine(row: JsonObject): string {
  const [asset, symbol] = [text(row.asset), text(row.symbol)];
  switch (row.event) {
    case "margin_call":
    case "liquidation_started":
    case "liquidation_ended":
      return `${symbol ? `${symbol}, isolated: ` : ""}equity ${text(row.equity)}, maintenance ${text(row.maintenance_margin)} ${asset}`;
    case "liquidation_fee":
    case "deficit_paid":
      return `${text(row.amount)} ${asset}`;
    case "deleveraged":
    case "bankrupt_closed":
      return `${symbol}: ${text(row.side)} ${text(row.quantity)} at ${text(row.price)}, ${text(row.amount)} ${asset}`;
    case "funding":
      return `${symbol}: ${text(row.amount)} ${asset} at mark ${text(row.price)}`;
    case "leverage_set":
      return `${symbol}: ${text(row.mode)}, leverage ${row.leverage === 0 ? "as the contract allows" : text(row.leverage)}`;
    case "isolated_margin_moved":
      return `${symbol}: ${text(row.amount)} ${asset}`;
    case "limit_set":
      return `${symbol}: position ${text(row.max_position) || "without limit"}, order ${text(row.max_order) || "without limit"}`;
    case "risk_tier_set":
      return `tier ${text(row.tier)}`;
    default:
      return "";
  }
}

/** What a standing of margin asks of its owner; empty where all is well. */
export function standing(status: string): string {
  switch (status) {
    case "margin_call":
      return "Margin call: maintenance takes 80 % of equity or more. Pay in or reduce, or positions are liquidated.";
    case "due":
      return "Equity is below the maintenance margin: positions are liquidated at the next mark.";
    case "liquidating":
      return "The exchange is reducing these positions.";
    default:
      return "";
  }
}
