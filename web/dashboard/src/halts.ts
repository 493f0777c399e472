import { text } from "./api/json";
import type { JsonObject } from "./api/rest";

/** What a notice of the channel `halts` means to somebody who trades. */
export function haltNotice(message: JsonObject, clock: (time: string) => string): string {
  const symbol = text(message.symbol);
  const at = (name: string): string => (typeof message[name] === "string" ? clock(message[name]) : "");
  switch (message.status) {
    case "triggered":
      return `${symbol} is halted: ${text(message.reason)}. ${at("resume_at") ? `It trades again at ${at("resume_at")}.` : "It stays so until it is told to trade again."}`;
    case "auction":
      return `${symbol} collects orders for its reopening${at("resume_at") ? ` at ${at("resume_at")}` : ""}.`;
    case "resumed":
      return `The halt of ${symbol} is over${message.by_command === true ? ", by command" : ""}.`;
    case "limit_up":
    case "limit_down":
      return `${symbol} stands at its ${message.status === "limit_up" ? "upper" : "lower"} limit ${text(message.limit_price)}; if it stays there it is paused at ${at("pauses_at")}.`;
    case "limit_over":
      return `${symbol} is off its limit.`;
    case "market_wide":
      return `Level ${text(message.level)} of the market breaker: ${text(message.reason)}. Trading halts${at("halt_until") ? ` until ${at("halt_until")}` : " for the rest of the day"}.`;
    case "stopped":
      return `${message.scope === "exchange" ? "The exchange" : symbol} is stopped by a kill switch: new orders are refused, cancels work.`;
    case "released":
      return `The kill switch of ${message.scope === "exchange" ? "the exchange" : symbol} is off: orders are taken again.`;
    default:
      return "";
  }
}

export type Scope = "exchange" | "instrument" | "account" | "session";

/** A kill switch's name in paths; empty where it names nothing. */
export function switchName(scope: Scope, target: string): string {
  const named = target.trim();
  if (scope === "exchange") return scope;
  return named === "" || (scope === "session" && !/^\d+$/.test(named)) ? "" : `${scope}-${named}`;
}
