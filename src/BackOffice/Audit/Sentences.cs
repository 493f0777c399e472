using Rialto.BackOffice.Export;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>One thing that happened, as a sentence.</summary>
internal static class Sentences
{
    /// <summary>A command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="scene">Names and who listens.</param>
    /// <param name="about">The order the story is about; none for an owner's activity.</param>
    public static string Command(in Command command, Scene scene, OrderId about = default)
    {
        var who = scene.Name(command.Owner);
        var which = command.OrderId != OrderId.None && scene.MaySee(command.Owner) ? $" {command.OrderId}" : command.Text.IsEmpty || !scene.MaySee(command.Owner) ? "" : $" '{command.Text}'";
        return command.Kind switch
        {
            CommandKind.NewOrder => $"new order by {who}",
            CommandKind.CancelOrder => $"cancel of order{which} by {who}",
            CommandKind.ReplaceOrder => $"replacement of order{which} by {who}",
            CommandKind.ReduceOrder => $"reduction of order{which} by {who}",
            CommandKind.MassCancel => $"mass cancel by {who}",
            CommandKind.OpenSession => $"session {command.Session} opened by {who}",
            CommandKind.CloseSession => $"session {command.Session} closed by {who}",
            CommandKind.SetInstrumentState => $"the exchange set the instrument to {Words.Spoken(command.TargetState)}",
            CommandKind.AdvanceTime => "the exchange's timer",
            _ => $"{Words.Spoken(command.Kind)} by {who}",
        };
    }

    /// <summary>What an order asks.</summary>
    public static string Asked(in ExchangeEvent accepted, Instrument instrument)
    {
        var terms = accepted.Terms;
        var quantity = terms.QuoteQuantity ? $"for {instrument.Money(new Money(accepted.Quantity.Units))} {instrument.QuoteAsset()}".TrimEnd() : instrument.Quantity(accepted.Quantity);
        var text = $"{Words.Of(accepted.Side)} {quantity} {instrument.Symbol}";
        text += terms.Type switch
        {
            OrderType.Limit => $" at {instrument.Price(accepted.Price)}",
            OrderType.Market => accepted.Price.IsNone ? " at the market" : $" at the market, no worse than {instrument.Price(accepted.Price)}",
            OrderType.StopLoss => $" at the market once a trade reaches {instrument.Price(accepted.TriggerPrice)}",
            _ => $" at {instrument.Price(accepted.Price)} once a trade reaches {instrument.Price(accepted.TriggerPrice)}",
        };
        text += $", {Words.Of(terms.TimeInForce).ToUpperInvariant()}";
        if (!accepted.ExpireTime.IsNone && accepted.Kind == EventKind.OrderAccepted)
            text += $" until {accepted.ExpireTime}";
        if (!accepted.DisplayQuantity.IsZero)
            text += $", showing {instrument.Quantity(accepted.DisplayQuantity)}";
        if (terms.PostOnly != PostOnly.Off)
            text += $", post-only ({Words.Of(terms.PostOnly)})";
        if (terms.SelfTradePrevention != SelfTradePrevention.None)
            text += $", self-trade prevention {Words.Spoken(terms.SelfTradePrevention)}";
        return text;
    }

    /// <summary>An event.</summary>
    public static string Of(in ExchangeEvent one, Instrument? instrument, Scene scene, OrderId about)
    {
        if (one.IsAboutCustomers)
            return CustomerStory.Sentence(in one, scene);
        if (one.IsAboutAccounts)
            return AccountStory.Sentence(in one, scene);
        if (one.Kind is >= EventKind.ContractSet and <= EventKind.RiskSet)
            return Export.MarginLines.Sentence(in one, instrument, scene);
        if (one.IsOfBasket)
            return BasketLines.Sentence(in one, instrument);
        if (instrument is null)
            return WithoutInstrument(one);
        var order = about == OrderId.None ? $"Order {one.OrderId}" : "It";
        return one.Kind switch
        {
            EventKind.OrderAccepted => $"{((one.Flags & EventFlags.Liquidation) != 0 ? "The exchange reduces the position by" : "Accepted as")} order {one.OrderId}: {Asked(one, instrument)}{((one.Flags & EventFlags.Resting) != 0 ? "; it went to the book whole" : "")}.",
            EventKind.OrderRejected => $"Refused ({one.RejectReason}): {Asked(one, instrument)}{(one.TriggerPrice.IsNone ? "" : $"; the price this speaks of is {instrument.Price(one.TriggerPrice)}")}.",
            EventKind.CommandRejected => $"The {Words.Spoken(one.RefusedKind)} was refused ({one.RejectReason}).",
            EventKind.OrderRested when (one.Flags & EventFlags.Replenished) != 0 =>
                $"{order} shows its next tranche of {instrument.Quantity(one.DisplayQuantity)} at the end of the queue at {instrument.Price(one.Price)}; {instrument.Quantity(one.Quantity)} left in all.",
            EventKind.OrderRested =>
                $"{order} rests at {instrument.Price(one.Price)} with {instrument.Quantity(one.Quantity)}{((one.Flags & EventFlags.Slid) != 0 ? "; post-only slid its price there" : "")}.",
            EventKind.OrderReduced => $"{order} was reduced ({Words.Spoken(one.CancelReason)}) to {instrument.Quantity(one.Quantity)} and kept its place.",
            EventKind.OrderReplaced =>
                $"{order} was replaced: {(one.Price.IsNone ? "" : $"price {instrument.Price(one.Price)} ")}{(one.OldPrice.IsNone || one.OldPrice == one.Price ? "" : $"(was {instrument.Price(one.OldPrice)}) ")}total {instrument.Quantity(one.Quantity)}; "
                + $"it {((one.Flags & EventFlags.KeptPriority) != 0 ? "kept" : "lost")} its place.",
            EventKind.OrderCanceled => $"{order} was cancelled ({Words.Spoken(one.CancelReason)}) with {Left(one, instrument)} left.",
            EventKind.OrderTriggered => $"{order} was set off: the last trade at {instrument.Price(one.Price)} reached its trigger {instrument.Price(one.TriggerPrice)}.",
            EventKind.Trade => Trade(one, instrument, scene, about),
            EventKind.SelfTradePrevented => SelfTrade(one, instrument, about),
            EventKind.OrderDuplicate => $"A resend was recognised; {(about == OrderId.None ? $"order {one.OrderId}" : "the order")} had filled {instrument.Quantity(one.FilledQuantity)}, {instrument.Quantity(one.LeavesQuantity)} left.",
            EventKind.MassCanceled => $"{one.Quantity} orders cancelled.",
            EventKind.TradingHalted =>
                $"{instrument.Symbol} was halted ({Words.Spoken(one.HaltReason)}): {(one.TriggerPrice.IsNone ? "" : $"from {instrument.Price(one.TriggerPrice)} ")}to {instrument.Price(one.Price)}; {(one.ExpireTime.IsNone ? "until told" : $"until {one.ExpireTime}")}.",
            EventKind.HaltAuction => $"The pause of {instrument.Symbol} is over; orders are collected until {one.ExpireTime}.",
            EventKind.HaltEnded => $"The halt of {instrument.Symbol} ({Words.Spoken(one.HaltReason)}) is over{(one.Terms.Bits == 1 ? ", by a command" : "")}.",
            EventKind.LimitState => $"{instrument.Symbol} is {(one.Terms.Bits == 0 ? "no longer " : "")}at its limit {(one.Side == Side.Buy ? "up" : "down")}.",
            EventKind.KillSwitchSet => Kill(one),
            >= EventKind.AlgoAccepted and <= EventKind.VolumeCurveSet => AlgoLines.Sentence(one, instrument),
            EventKind.InstrumentStateChanged => $"{instrument.Symbol} went from {Words.Spoken(one.OldState)} to {Words.Spoken(one.NewState)}.",
            _ => $"{Words.Spoken(one.Kind)}.",
        };
    }

    /// <summary>A book on one line.</summary>
    public static string Book(BookPicture book, Instrument instrument)
    {
        var state = book.State == InstrumentState.Open ? "" : $" ({Words.Spoken(book.State)})";
        return $"bid {Levels(book.Bids)} | ask {Levels(book.Asks)} | last {instrument.Price(book.LastPrice)}{state}";

        string Levels(IReadOnlyList<BookLevel> levels) =>
            levels.Count == 0 ? "none" : string.Join(", ", levels.Select(level => $"{instrument.Quantity(level.Quantity)} at {instrument.Price(level.Price)} ({level.Orders})"));
    }

    /// <summary>A place in a queue.</summary>
    public static string Place(QueuePlace place, Instrument instrument, Scene scene)
    {
        if (place.IsWaitingStop)
            return $"waits for {instrument.Price(place.Price)}; {place.OrdersAhead + place.BetterOrders} stops of its side go off before it";
        var hidden = place.LeavesAhead != place.ShownAhead && scene.Viewer is null ? $" ({instrument.Quantity(place.LeavesAhead)} with what they hide)" : "";
        var better = place.BetterOrders == 0 ? "no better price" : $"{Orders(place.BetterOrders)} with {instrument.Quantity(place.BetterShown)} at better prices";
        return $"{Orders(place.OrdersAhead)} with {instrument.Quantity(place.ShownAhead)}{hidden} ahead of it at {instrument.Price(place.Price)}, {Orders(place.OrdersBehind)} behind; {better}; "
            + $"{instrument.Quantity(place.Leaves)} of its own left{(place.Shown == place.Leaves ? "" : $", {instrument.Quantity(place.Shown)} shown")}";
    }

    private static string Orders(int count) => count == 1 ? "1 order" : $"{Words.Count(count)} orders";

    private static string Left(in ExchangeEvent one, Instrument instrument) =>
        one.CancelReason == CancelReason.BudgetSpent ? $"{instrument.Money(new Money(one.Quantity.Units))} of its budget" : instrument.Quantity(one.Quantity);

    private static string Trade(in ExchangeEvent one, Instrument instrument, Scene scene, OrderId about)
    {
        var what = $"{instrument.Quantity(one.Quantity)} at {instrument.Price(one.Price)}";
        var auction = (one.Flags & EventFlags.Auction) != 0 ? " in an auction" : "";
        if (about == OrderId.None)
        {
            var maker = scene.MaySee(one.MakerOwner) ? $"order {one.MakerOrderId} of {scene.Name(one.MakerOwner)}" : "an order of another participant";
            var taker = scene.MaySee(one.Owner) ? $"order {one.OrderId} of {scene.Name(one.Owner)}" : "an order of another participant";
            return $"Trade {one.TradeId}{auction}: {taker} {(one.Side == Side.Buy ? "bought" : "sold")} {what} from {maker}; fees {instrument.Money(one.TakerFee)} and {instrument.Money(one.MakerFee)}."
                .Replace("sold " + what + " from", "sold " + what + " to", StringComparison.Ordinal);
        }

        var isMaker = one.MakerOrderId == about;
        var side = isMaker == (one.Side == Side.Sell) ? "bought" : "sold";
        var (otherOrder, otherOwner, fee, leaves) = isMaker ? (one.OrderId, one.Owner, one.MakerFee, one.MakerLeaves) : (one.MakerOrderId, one.MakerOwner, one.TakerFee, one.TakerLeaves);
        var other = scene.MaySee(otherOwner) ? $"order {otherOrder} of {scene.Name(otherOwner)}" : "another participant";
        var paid = fee.Units < 0 ? $"rebate {instrument.Money(new Money(-fee.Units))}" : $"fee {instrument.Money(fee)}";
        return $"Trade {one.TradeId}{auction}: it {side} {what} {(side == "bought" ? "from" : "to")} {other}, as {(isMaker ? "maker" : "taker")}; {paid}; {instrument.Quantity(leaves)} left.";
    }

    private static string SelfTrade(in ExchangeEvent one, Instrument instrument, OrderId about)
    {
        var mode = Words.Spoken((SelfTradePrevention)one.Terms.Bits);
        var lost = one.Quantity.IsZero ? "" : $"; each loses {instrument.Quantity(one.Quantity)}";
        return one.MakerOrderId == about
            ? $"Self-trade prevention ({mode}): order {one.OrderId} of its own group met it at {instrument.Price(one.Price)} and did not trade with it{lost}."
            : $"Self-trade prevention ({mode}): {(about == OrderId.None ? $"order {one.OrderId}" : "it")} met order {one.MakerOrderId} of its own group at {instrument.Price(one.Price)} and did not trade with it{lost}.";
    }

    private static string Kill(in ExchangeEvent one) =>
        $"The kill switch of {Words.Spoken(one.ToKillSwitch().Scope)} was turned {(one.ToKillSwitch().IsOn ? "on" : "off")}; {one.Quantity} orders were cancelled with it.";

    private static string WithoutInstrument(in ExchangeEvent one) => one.Kind switch
    {
        EventKind.KillSwitchSet => Kill(one),
        EventKind.IndexLevelReached => $"The index fell by {one.Quantity} millionths to level {one.Terms.Bits} of the market breaker.",
        EventKind.SessionOpened => one.ClientOrderId.IsEmpty ? $"Session {one.Session} opened." : $"Session {one.Session} opened from {one.ClientOrderId}.",
        EventKind.SessionClosed => $"Session {one.Session} closed; {one.Quantity} orders were cancelled with it.",
        EventKind.MassCanceled => $"{one.Quantity} orders cancelled.",
        EventKind.CommandRejected => $"The {Words.Spoken(one.RefusedKind)} was refused ({one.RejectReason}).",
        EventKind.OrderRejected => $"The order was refused ({one.RejectReason}).",
        _ => $"{Words.Spoken(one.Kind)}.",
    };
}
