import { groupDecimal } from "../../decimal";

/** A decimal with so many digits behind the point at most, cut and not rounded, for reading; the JSON has all of them. */
export function brief(decimal: string | null | undefined, digits = 2): string {
  if (decimal === null || decimal === undefined) return "–";
  const point = decimal.indexOf(".");
  const cut = point < 0 ? decimal : decimal.slice(0, point + 1 + digits);
  const text = groupDecimal(cut.includes(".") ? cut.replace(/\.?0+$/, "") : cut);
  return text === "-0" ? "0" : text;
}

/** Money with two digits behind the point, cut and not rounded, so that columns stay in line. */
export function money(decimal: string | null | undefined): string {
  const text = brief(decimal, 2);
  if (text === "–" || text === "0") return text;
  const digits = text.split(".")[1] ?? "";
  return digits.length === 2 ? text : digits === "" ? `${text}.00` : `${text}0`;
}

/** A price with all the decimals it has, so that columns stay in line. */
export function price(decimal: string | null): string {
  return decimal === null ? "–" : groupDecimal(decimal);
}

/** A quantity or price as it is, without zeros at the end of its decimals. */
export function exact(decimal: string | null): string {
  return brief(decimal, 18);
}

export function whole(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}

/** Nanoseconds with three digits and the unit that fits. */
export function ns(value: number): string {
  for (const [unit, factor] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]] as const) {
    const size = value / factor;
    if (size >= 1) return `${size >= 100 ? Math.round(size) : size.toPrecision(3)} ${unit}`;
  }
  return `${Math.round(value)} ns`;
}

/** Time of day, UTC as desks have it, with milliseconds. */
export function timeOf(iso: string | null): string {
  return iso === null ? "–" : iso.slice(11, 23).replace("Z", "");
}

/** A gain is canal water, a loss is brick; the sign says it too. */
export function Gain({ of, digits = 2 }: { of: string; digits?: number }) {
  const text = digits === 2 ? money(of) : brief(of, digits);
  const kind = text === "0" ? "" : of.startsWith("-") ? "loss" : "gain";
  return <span class={kind}>{kind === "gain" ? "+" : ""}{text}</span>;
}

export function SideWord({ side }: { side: "Buy" | "Sell" }) {
  return <span class={side === "Buy" ? "bid" : "ask"}>{side.toLowerCase()}</span>;
}

/** An enumeration's word in small letters: PartiallyFilled is partially filled. */
export function words(text: string): string {
  return text.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

export function Word({ text, kind }: { text: string; kind: "good" | "doubtful" | "poor" | "" }) {
  return <span class={`word ${kind}`}>{text}</span>;
}

export function StateWord({ state, fault = "" }: { state: string; fault?: string | undefined }) {
  const kind = state === "Running" ? "good" : state === "Faulted" ? "poor" : state === "Paused" ? "doubtful" : "";
  return <Word kind={kind} text={fault === "" ? words(state) : `${words(state)}: ${words(fault)}`} />;
}
