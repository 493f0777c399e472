import type { Signal } from "@preact/signals";
import type { AlgoKind } from "../algos";
import { ticket } from "../state/ticket";
import type { Instrument } from "../wire/frames";
import { Decimal, Field } from "./Fields";

/** What an order that is worked over time has besides side and quantity. */
export function AlgoFields({ kind, one }: { kind: AlgoKind; one: Instrument | undefined }) {
  return (
    <>
      <Decimal name="limit_price" label="Limit" value={ticket.price} one={one} step="tick" optional />
      <Typed name="minutes" label="Lasts, minutes" value={ticket.minutes} hint="60" />
      <Typed name="participation_rate" label={kind === "pov" ? "Share, %" : "At most, %"} title="Share of what others trade, in percent" value={ticket.participation} hint={kind === "pov" ? "10" : "optional"} />
      <details class="further">
        <summary>Further terms</summary>
        <PaceFields pace={ticket} />
        <label class="check"><input type="checkbox" name="passive" checked={ticket.passive.value} onChange={(event) => (ticket.passive.value = event.currentTarget.checked)} /> Join the own side's best price</label>
        <label class="check"><input type="checkbox" name="finish" checked={ticket.finish.value} onChange={(event) => (ticket.finish.value = event.currentTarget.checked)} /> Ask for the whole rest at the end</label>
      </details>
    </>
  );
}

/** When what is worked over time begins, and its slices. */
export function PaceFields({ pace }: { pace: Record<"begins" | "intervalSeconds" | "jitterPercent" | "catchUpPercent", Signal<string>> }) {
  return (
    <>
      <Field name="Begins"><input name="begins" type="datetime-local" step="1" aria-label="Begins" title="Now where it is left out" value={pace.begins} onInput={(event) => (pace.begins.value = event.currentTarget.value)} /></Field>
      <Typed name="interval_ms" label="Slice every, s" value={pace.intervalSeconds} hint="as fits" />
      <Typed name="jitter_percent" label="Jitter, %" title="How late a slice may be, in percent of the time between two" value={pace.jitterPercent} hint="0" />
      <Typed name="catch_up_percent" label="Catch up, %" title="How much more than its share a slice may ask for to make up for what is missing" value={pace.catchUpPercent} hint="100" />
    </>
  );
}

/** A number as typed. */
export function Typed({ name, label, title = label, value, hint }: { name: string; label: string; title?: string; value: Signal<string>; hint: string }) {
  return (
    <Field name={label}>
      <input name={name} inputMode="decimal" autocomplete="off" aria-label={label} title={title} placeholder={hint} value={value} onInput={(event) => (value.value = event.currentTarget.value)} />
    </Field>
  );
}
