import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { formatDecimal } from "../decimal";
import type { Instrument, StpMode } from "../wire/frames";
import { words } from "./Text";

const modes: readonly StpMode[] = ["none", "cancel_resting", "cancel_incoming", "cancel_both", "cancel_smallest", "decrement_both"];

/** A control with its name beside it. */
export function Field({ name, children }: { name: string; children: ComponentChildren }) {
  return <label class="field"><span>{name}</span>{children}</label>;
}

/** A decimal that arrows move by a step, ten with Shift. */
export function Decimal({ name, id, label, value, one, step, optional = false }: {
  name: string; id?: string; label: string; value: Signal<string>; one: Instrument | undefined; step: "tick" | "lot" | "unit"; optional?: boolean;
}) {
  const [size, scale] = !one ? [1n, 0] : step === "tick" ? [one.tick, one.priceScale] : step === "lot" ? [one.lot, one.quantityScale] : [1n, one.moneyScale];
  const nudge = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowUp" ? size : event.key === "ArrowDown" ? -size : 0n;
    if (by === 0n) return;
    const digits = /^\d+(\.\d+)?$/.test(value.value) ? value.value : "0";
    const [whole = "0", decimals = ""] = digits.split(".");
    if (decimals.length > scale) return;
    const units = BigInt(whole + decimals.padEnd(scale, "0")) + (event.shiftKey ? by * 10n : by);
    event.preventDefault();
    value.value = formatDecimal(units < 0n ? 0n : units, scale);
  };
  return (
    <Field name={label}>
      <input name={name} {...(id ? { id } : {})} inputMode="decimal" autocomplete="off" aria-label={label} placeholder={optional ? "optional" : formatDecimal(size, scale)} value={value}
        onInput={(event) => (value.value = event.currentTarget.value)} onKeyDown={nudge} />
    </Field>
  );
}

/** What happens where an order would trade with one of the same owner. */
export function StpField({ mode }: { mode: Signal<StpMode> }) {
  return (
    <Field name="Own orders met">
      <select name="stp_mode" aria-label="Self-trade prevention" value={mode.value} onChange={(event) => (mode.value = event.currentTarget.value as StpMode)}>
        {modes.map((each) => <option key={each} value={each}>{each === "none" ? "trade with them" : words(each)}</option>)}
      </select>
    </Field>
  );
}
