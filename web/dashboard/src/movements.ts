import { text } from "./api/json";
import type { JsonObject } from "./api/rest";
import { formatDecimal, groupDecimal, parseDecimal } from "./decimal";
import type { Check } from "./typed";

/** Money that comes, goes and is handed over: what the form of operators asks for. */

export type MovementKind = "deposit" | "withdraw" | "transfer";

/** As typed. */
export interface MovementTyped {
  kind: MovementKind;
  user: string;
  to: string;
  asset: string;
  amount: string;
  /** Empty: the form makes one. */
  reference: string;
}

/** The body of POST /users/{user}/{kind}, or what is wrong; `scale` is the asset's decimals. */
export function checkMovement(typed: MovementTyped, scale: number | undefined): Check {
  if (typed.user.trim() === "") return { body: null, field: "user", problem: "Say whose account." };
  if (typed.kind === "transfer" && typed.to.trim() === "") return { body: null, field: "to", problem: "Say who gets it." };
  if (scale === undefined) return { body: null, field: "asset", problem: "Choose an asset." };
  const amount = parseDecimal(typed.amount, scale);
  if (!amount.ok) return { body: null, field: "amount", problem: `Amount ${amount.problem}.` };
  if (amount.units <= 0n) return { body: null, field: "amount", problem: "Amount must be more than zero." };
  const body: JsonObject = { asset: typed.asset, amount: formatDecimal(amount.units, scale) };
  if (typed.kind === "transfer") body.to = typed.to.trim();
  if (typed.reference !== "") body.reference = typed.reference;
  return { body, problem: "" };
}

/** What is asked once more before it is done. */
export function movementLine(typed: MovementTyped): string {
  const what = `${groupDecimal(typed.amount.trim())} ${typed.asset}`;
  const user = typed.user.trim();
  return typed.kind === "deposit" ? `Pay ${what} in for ${user}` : typed.kind === "withdraw" ? `Pay ${what} out from ${user}` : `Hand ${what} of ${user} over to ${typed.to.trim()}`;
}

/** What became of it. */
export function movementNotice(answer: JsonObject): string {
  const name = text(answer.type);
  const what = `${name.slice(0, 1).toUpperCase()}${name.slice(1)} ${text(answer.movement_id)}`;
  return answer.duplicate === true ? `${what} was done before; nothing was done now.` : `${what} is done: ${groupDecimal(text(answer.amount))} ${text(answer.asset)}, ${text(answer.user_id)}.`;
}
