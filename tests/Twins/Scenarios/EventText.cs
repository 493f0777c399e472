using System.Text;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>Events as a trader reads them, one line each.</summary>
public static class EventText
{
    /// <summary>One event in words. What it only repeats from its command is left out.</summary>
    public static string Of(in ExchangeEvent e, Vocabulary words)
    {
        if (e.Kind is >= EventKind.AssetDefined and <= EventKind.BalanceChanged)
            return OfMoney(e, words);
        if (e.Kind is >= EventKind.FeesSet and <= EventKind.FeeDayEnded)
            return FeeText.Of(e);
        if (e.Kind is >= EventKind.VerificationSet and <= EventKind.LimitUsed)
            return OfCustomers(e, words);
        var i = words.Instrument(e.Instrument);
        var text = new StringBuilder();
        if (e.Instrument.Value > 1)
            text.Append('[').Append(i.Symbol).Append("] ");
        text.Append(Words(e, i, new Numbers(i), words));
        return text.ToString();
    }

    private static string Words(in ExchangeEvent e, Instrument i, Numbers n, Vocabulary words)
    {
        var order = words.NameOf(e.OrderId);
        return e.Kind switch
        {
            EventKind.OrderAccepted => e.Flags.HasFlag(EventFlags.Liquidation) ? $"liquidation {order}: {Vocabulary.NameOf(e.Owner)} {(e.Side == Side.Buy ? "buys" : "sells")} {n.Q(e.Quantity)} @ {n.P(e.Price)}"
                : e.Flags.HasFlag(EventFlags.Resting) ? $"accepted {order}, rests; level {n.Q(e.LevelQuantity)}" : $"accepted {order}",
            EventKind.OrderRejected => $"rejected {e.RejectReason}{(e.TriggerPrice.IsNone ? "" : $" ({n.P(e.TriggerPrice)})")}",
            EventKind.CommandRejected => $"refused {e.RejectReason}",
            EventKind.OrderRested => $"rested {order} {n.Q(e.Quantity)} @ {n.P(e.Price)}{Shows(e, n)}{Mark(e, EventFlags.Replenished, "replenished")}{Mark(e, EventFlags.Slid, "slid")}",
            EventKind.OrderReduced => $"reduced {order} to {n.Q(e.Quantity)} ({e.CancelReason}){(e.Flags.HasFlag(EventFlags.WaitingStop) ? ", still waiting" : Shows(e, n))}",
            EventKind.OrderReplaced => Replaced(e, n, order),
            EventKind.OrderCanceled => Canceled(e, n, order, words),
            EventKind.OrderTriggered => $"triggered {order} at {n.P(e.TriggerPrice)} by {n.P(e.Price)}",
            EventKind.Trade => Trade(e, n, words),
            EventKind.SelfTradePrevented => $"self-trade {order} meets {words.NameOf(e.MakerOrderId)} @ {n.P(e.Price)}: {(SelfTradePrevention)e.Terms.Bits}{(e.Quantity.IsZero ? "" : $" by {n.Q(e.Quantity)}")}",
            EventKind.OrderDuplicate => $"duplicate of {order}: {(words.IsBudget(e.OrderId) ? n.M(e.Quantity) : n.Q(e.Quantity))}{(e.Price.IsNone ? "" : $" @ {n.P(e.Price)}")}, filled {n.Q(e.FilledQuantity)}, left {n.Q(e.LeavesQuantity)}{(e.Flags.HasFlag(EventFlags.Finished) ? $", ended {(e.Reason == 0 ? "Filled" : e.CancelReason)}" : "")}",
            EventKind.MassCanceled => $"mass canceled {e.Quantity}",
            EventKind.SessionOpened => $"session {e.Session} opened for {Vocabulary.NameOf(e.Owner)}{(e.ClientOrderId.IsEmpty ? "" : $" from {e.ClientOrderId}")}",
            EventKind.SessionClosed => $"session {e.Session} of {Vocabulary.NameOf(e.Owner)} closed, {e.Quantity} canceled",
            EventKind.InstrumentDefined => $"defined {e.ClientOrderId}",
            EventKind.InstrumentRulesSet => "rules set",
            EventKind.InstrumentStateChanged => $"state {e.OldState} -> {e.NewState}",
            EventKind.TradingDaySet => $"day ends {e.ExpireTime.ToDateTimeUtc():yyyy-MM-dd HH:mm:ss}",
            EventKind.AuctionIndicative => $"indicative {Auction(e, n)}",
            EventKind.AuctionUncrossed => $"uncrossed {Auction(e, n)}",
            >= EventKind.AlgoAccepted and <= EventKind.VolumeCurveSet => AlgoText.Of(e, i, words),
            _ when e.IsOfBasket => BasketText.Of(e, i, words),
            >= EventKind.ContractSet and <= EventKind.RiskSet => MarginText.Of(e, i, words),
            >= EventKind.BreakerSet and <= EventKind.LimitState => GuardText.Of(e, i),
            _ => e.Kind.ToString(),
        };
    }

    private static string OfCustomers(in ExchangeEvent e, Vocabulary words)
    {
        var asset = words.Asset(e.Asset);
        string Of(long amount) => amount == DailyLimits.Unlimited ? "any" : DecimalText.Format(amount, asset.Scale);
        switch (e.Kind)
        {
            case EventKind.VerificationSet:
                var v = e.ToVerification();
                return $"{Vocabulary.NameOf(e.Owner)} is {v.State} {v.Tier}{(v.Country.IsNone ? "" : $" of {v.Country}")}, {e.Quantity} canceled";
            case EventKind.VerificationPolicySet:
                return VerificationPolicy.Unpack(e.Terms) is var policy && policy.IsRequired ? $"verification required{(policy.ListedOnly ? ", listed countries only" : "")}" : "verification not required";
            case EventKind.TierLimitSet:
                var (deposits, withdrawals, trades) = e.ToTierLimit().Limits;
                return $"a day of {e.ToTierLimit().Tier} in {asset.Code}: deposits {Of(deposits)}, withdrawals {Of(withdrawals)}, trades {Of(trades)}";
            case EventKind.CountrySet:
                return (e.Terms.Bits & 16) == 0 ? $"{e.ClientOrderId} is not listed" : $"{e.ClientOrderId} is listed, closed: {((AccountRights)(e.Terms.Bits & 15)).ToString().ToLowerInvariant()}";
            default:
                var (deposited, withdrawn, traded) = e.ToDailyUse();
                return $"{Vocabulary.NameOf(e.Owner)} today in {asset.Code}: deposited {Of(deposited)}, withdrew {Of(withdrawn)}, traded {Of(traded)}";
        }
    }

    private static string OfMoney(in ExchangeEvent e, Vocabulary words)
    {
        var account = Vocabulary.NameOf(e.Owner);
        if (e.Kind == EventKind.AccountSet)
            return $"account {account} set: {((AccountRights)e.Terms.Bits).ToString().ToLowerInvariant()}";
        var asset = words.Asset(e.Asset);
        string Of(Money money) => $"{DecimalText.Format(money.Units, asset.Scale)} {asset.Code}";
        return e.Kind switch
        {
            EventKind.AssetDefined => $"asset {asset.Code} defined",
            EventKind.Deposited => $"deposited {Of(e.Amount)} to {account}, movement {e.MovementNumber}",
            EventKind.Withdrawn => $"withdrew {Of(e.Amount)} from {account}, movement {e.MovementNumber}",
            EventKind.Transferred => $"transferred {Of(e.Amount)} from {account} to {Vocabulary.NameOf(e.To)}, movement {e.MovementNumber}",
            EventKind.MovementDuplicate => $"duplicate of movement {e.MovementNumber}: {e.MovementKind} {Of(e.Amount)}",
            _ => $"{account} has {Of(e.Total)}{(e.Reserved == Money.Zero ? "" : $", {DecimalText.Format(e.Reserved.Units, asset.Scale)} reserved")}",
        };
    }

    private static string Canceled(in ExchangeEvent e, Numbers n, string order, Vocabulary words)
    {
        var where =
            e.Flags.HasFlag(EventFlags.Resting) ? $"; showed {n.Q(e.DisplayQuantity)}, level {n.Q(e.LevelQuantity)}"
            : e.Flags.HasFlag(EventFlags.WaitingStop) ? ", was waiting"
            : "";
        return $"canceled {order} {(words.IsBudget(e.OrderId) ? n.M(e.Quantity) : n.Q(e.Quantity))}{(e.Price.IsNone ? "" : $" @ {n.P(e.Price)}")} ({e.CancelReason}){where}";
    }

    private static string Replaced(in ExchangeEvent e, Numbers n, string order)
    {
        var text = new StringBuilder($"replaced {order}: total {n.Q(e.Quantity)}");
        if (!e.Price.IsNone)
            text.Append($" @ {n.P(e.Price)}");
        if (e.OldPrice != e.Price)
            text.Append($" was {n.P(e.OldPrice)}");
        if (!e.TriggerPrice.IsNone)
            text.Append($" trigger {n.P(e.TriggerPrice)}");
        if (!e.ClientOrderId.IsEmpty && e.ClientOrderId.ToString() != order)
            text.Append($" id={e.ClientOrderId}");
        text.Append(e.Flags.HasFlag(EventFlags.KeptPriority) ? ", kept its place" : ", lost its place");
        if (e.Flags.HasFlag(EventFlags.WaitingStop))
            text.Append(", still waiting");
        else if (e.Flags.HasFlag(EventFlags.KeptPriority))
            text.Append(Shows(e, n));
        else
            text.Append($"; old level {n.Q(e.LevelQuantity)}");
        return text.ToString();
    }

    private static string Trade(in ExchangeEvent e, Numbers n, Vocabulary words)
    {
        var text = new StringBuilder(e.Flags.HasFlag(EventFlags.Auction) ? "auction trade" : "trade");
        text.Append($" {n.Q(e.Quantity)} @ {n.P(e.Price)}: {words.NameOf(e.OrderId)} {(e.Side == Side.Buy ? "buys from" : "sells to")} {words.NameOf(e.MakerOrderId)}");
        text.Append($"; left {(words.IsBudget(e.OrderId) ? n.M(e.TakerLeaves) : n.Q(e.TakerLeaves))} and {n.Q(e.MakerLeaves)}");
        if (e.MakerDisplay != e.MakerLeaves)
            text.Append($" showing {n.Q(e.MakerDisplay)}");
        text.Append($", level {n.Q(e.LevelQuantity)}");
        if (e.TakerFee.Units != 0 || e.MakerFee.Units != 0)
            text.Append($"; fees {n.M(new Quantity(e.TakerFee.Units))} and {n.M(new Quantity(e.MakerFee.Units))}");
        return text.ToString();
    }

    private static string Auction(in ExchangeEvent e, Numbers n) => $"{n.Q(e.Quantity)} @ {n.P(e.Price)}, surplus {n.Q(e.Surplus)} {e.Side}";

    private static string Shows(in ExchangeEvent e, Numbers n) =>
        e.DisplayQuantity == e.Quantity ? $"; level {n.Q(e.LevelQuantity)}" : $"; shows {n.Q(e.DisplayQuantity)}, level {n.Q(e.LevelQuantity)}";

    private static string Mark(in ExchangeEvent e, EventFlags flag, string word) => e.Flags.HasFlag(flag) ? ", " + word : "";

    private readonly record struct Numbers(Instrument Instrument)
    {
        public string P(Price price) => DecimalText.Format(price.Units, Instrument.PriceScale);
        public string Q(Quantity quantity) => DecimalText.Format(quantity.Units, Instrument.QuantityScale);
        public string M(Quantity money) => DecimalText.Format(money.Units, Instrument.MoneyScale);
    }
}
