import { useEffect } from "preact/hooks";
import { object, text } from "../api/json";
import { account, balances, feeTier, holdsMargin, loadFeeTier, movements } from "../state/account";
import { may } from "../state/store";
import { amount, clock, percent, words } from "./Text";

/** What the account has of each asset, what it pays for trades, and what came and went. */
export function Balances() {
  useEffect(() => void loadFeeTier(), []);
  if (!may("read")) return <p class="empty">This key may not read its account.</p>;
  const all = balances.value;
  if (all === null) return <p class="empty">Waiting for the exchange.</p>;
  if (all.size === 0) return <p class="empty">This key's owner has no money here. An administrator makes the account, an operator pays in: <code>rialto account create</code>, <code>rialto deposit</code>.</p>;
  return (
    <>
      <table class="figures" aria-label="Balances">
        <thead><tr><th scope="col">Asset</th><th scope="col" class="n">Total</th><th scope="col" class="n">Reserved</th><th scope="col" class="n">Available</th></tr></thead>
        <tbody>
          {[...all.values()].map((row) => (
            <tr key={text(row.asset)} data-asset={text(row.asset)}>
              <th scope="row">{text(row.asset)}</th><td class="n">{amount(row.total)}</td><td class="n dim">{amount(row.reserved)}</td><td class="n">{amount(row.available)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {account.value !== null && (
        <p class="line dim">Account <b>{text(account.value.name)}</b>{text(account.value.parent) && ` of ${text(account.value.parent)}`}, {holdsMargin() ? "margin: it trades contracts" : "cash"}. <FeeTier /></p>
      )}
      {movements.value.length > 0 && (
        <table class="figures" aria-label="Movements">
          <thead><tr><th scope="col">Movement</th><th scope="col">What</th><th scope="col">Asset</th><th scope="col" class="n">Amount</th><th scope="col">Reference</th><th scope="col" class="n">Time</th></tr></thead>
          <tbody>
            {movements.value.map((row) => (
              <tr key={text(row.movement_id)}>
                <th scope="row">{text(row.movement_id)}</th>
                <td>{words(text(row.type))}{text(row.counterparty) && ` ${row.type === "transfer_in" ? "from" : "to"} ${text(row.counterparty)}`}</td>
                <td>{text(row.asset)}</td><td class="n">{amount(row.amount)}</td><td>{text(row.reference)}</td><td class="n dim">{clock(row.time)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function FeeTier() {
  const tier = feeTier.value;
  if (tier === null) return null;
  const [rates, next] = [object(tier.rates), object(tier.next_tier)];
  return (
    <span data-field="fee-tier">
      Fee tier {text(tier.tier)}{rates ? ` (${text(rates.name)}): maker ${percent(rates.maker_fee_ppm)}, taker ${percent(rates.taker_fee_ppm)}, auction ${percent(rates.auction_fee_ppm)}` : ": each market's own rates"}
      {tier.fixed === true ? ", fixed" : ""}; volume of 30 days {amount(tier.volume_30d)}
      {next && `, from ${amount(next.min_volume)} on tier ${text(next.tier)}`}.
    </span>
  );
}
