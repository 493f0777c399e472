using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>Makes commands of order messages that the dictionary has passed. What the exchange can judge is left to it, so that every way in gets the same answer. No state, no allocation.</summary>
internal static class FixOrderEntry
{
    /// <summary>A lost order that comes again this much later is not what its sender wants any more, by its own clock.</summary>
    private const long MaxResentAgeNs = 5_000_000_000;

    /// <summary>NewOrderSingle.</summary>
    public static FixFault TryNew(FixMessage message, ApiKey key, SessionId session, InstrumentDirectory directory, out Command command)
    {
        command = new Command { Kind = CommandKind.NewOrder, Owner = key.Owner, Group = key.Group, Session = session };
        if (!TryName(message, Tag.ClOrdId, out command.Text))
            return FixFault.Of(RejectReason.MalformedClientOrderId);
        if (IsStale(message))
            return FixFault.Of(RejectReason.MalformedRequest, "The order was first sent more than five seconds before it was sent again.");
        if (Check(message, key) is { IsNone: false } forbidden)
            return forbidden;
        if (InstrumentOf(message, directory) is not { } entry)
            return FixFault.Of(RejectReason.UnknownInstrument);
        command.Instrument = entry.Instrument.Id;
        command.Side = SideOf(message);
        if (TryTerms(message, out command.Terms) is { IsNone: false } unfit)
            return unfit;
        var isBudget = command.Terms.QuoteQuantity;
        if (!isBudget && !message.Has(Tag.OrderQty))
            return FixFault.Missing(Tag.OrderQty);
        if (isBudget && message.Has(Tag.OrderQty))
            return FixFault.Of(RejectReason.QuoteQuantityNotAllowed, "OrderQty and CashOrderQty exclude each other.");
        var quantity = isBudget
            ? Number(message, Tag.CashOrderQty, entry.Instrument.MoneyScale, RejectReason.MalformedRequest, RejectReason.NotionalAboveMaximum, out var asked)
            : Number(message, Tag.OrderQty, entry.Instrument.QuantityScale, RejectReason.QuantityOffLot, RejectReason.QuantityAboveMaximum, out asked);
        if (!quantity.IsNone)
            return quantity;
        command.Quantity = new Quantity(asked);
        return TryRest(message, entry.Instrument, ref command);
    }

    /// <summary>OrderCancelRequest.</summary>
    public static FixFault TryCancel(FixMessage message, ApiKey key, SessionId session, out Command command)
    {
        command = new Command { Kind = CommandKind.CancelOrder, Owner = key.Owner, Session = session };
        if (!TryName(message, Tag.ClOrdId, out _))
            return FixFault.Of(RejectReason.MalformedClientOrderId);
        if (Check(message, key) is { IsNone: false } forbidden)
            return forbidden;
        if (!TryOrderId(message, out command.OrderId))
            return FixFault.Of(RejectReason.UnknownOrder);
        return command.OrderId != OrderId.None || TryName(message, Tag.OrigClOrdId, out command.Text) ? FixFault.None : FixFault.Of(RejectReason.UnknownOrder);
    }

    /// <summary>OrderCancelReplaceRequest of an order that was found. It keeps what the message does not say.</summary>
    public static FixFault TryReplace(FixMessage message, ApiKey key, SessionId session, in FixOrderName order, InstrumentDirectory directory, out Command command)
    {
        command = new Command { Kind = CommandKind.ReplaceOrder, Owner = key.Owner, Session = session, OrderId = order.OrderId };
        if (!TryName(message, Tag.ClOrdId, out command.Text))
            return FixFault.Of(RejectReason.MalformedClientOrderId);
        if (InstrumentOf(message, directory) is not { } entry)
            return FixFault.Of(RejectReason.UnknownInstrument);
        if (entry.Instrument.Id != order.Instrument || SideOf(message) != order.Side)
            return FixFault.Of(RejectReason.ReplaceNotAllowed, "Symbol and Side are those of the order.");
        if (TypeOf(message) != order.Terms.Type || (TryTimeInForce(message, out var timeInForce) && timeInForce != order.Terms.TimeInForce) || message.Has(Tag.ExpireTime))
            return FixFault.Of(RejectReason.ReplaceNotAllowed, "OrdType, TimeInForce and ExpireTime stay as they are.");
        if (message.Has(Tag.ExecInst) && order.Terms.PostOnly == PostOnly.Off)
            return FixFault.Of(RejectReason.ReplaceNotAllowed, "ExecInst stays as it is.");
        var quantity = Number(message, Tag.OrderQty, entry.Instrument.QuantityScale, RejectReason.QuantityOffLot, RejectReason.QuantityAboveMaximum, out var asked);
        if (!quantity.IsNone)
            return quantity;
        // Zero in a command leaves the value as it is, so a zero that somebody wrote is refused here.
        if (message.Has(Tag.OrderQty) && asked <= 0)
            return FixFault.Of(RejectReason.QuantityNotPositive);
        command.Quantity = new Quantity(asked);
        if (TryRest(message, entry.Instrument, ref command) is { IsNone: false } unfit)
            return unfit;
        if (message.Has(Tag.Price) && command.Price.Units <= 0)
            return FixFault.Of(RejectReason.PriceNotPositive);
        return message.Has(Tag.StopPx) && command.TriggerPrice.Units <= 0 ? FixFault.Of(RejectReason.TriggerPriceInvalid) : FixFault.None;
    }

    /// <summary>OrderMassCancelRequest: the owner's orders, of one instrument or all, of one side or both.</summary>
    public static FixFault TryMassCancel(FixMessage message, ApiKey key, InstrumentDirectory directory, out Command command)
    {
        var instrument = InstrumentId.None;
        command = default;
        if (!TryName(message, Tag.ClOrdId, out _))
            return FixFault.Of(RejectReason.MalformedClientOrderId);
        if (Check(message, key) is { IsNone: false } forbidden)
            return forbidden;
        var isOne = message.TryChar(Tag.MassCancelRequestType, out var type) && type == '1';
        if (isOne != message.Has(Tag.Symbol))
            return isOne ? FixFault.Missing(Tag.Symbol) : FixFault.Of(RejectReason.MalformedRequest, "Symbol goes with MassCancelRequestType 1.");
        if (isOne)
        {
            if (InstrumentOf(message, directory) is not { } entry)
                return FixFault.Of(RejectReason.UnknownInstrument);
            instrument = entry.Instrument.Id;
        }

        command = Command.MassCancel(key.Owner, instrument, message.Has(Tag.Side) ? MassCancelScope.OneSide : MassCancelScope.Owner, SideOf(message));
        return FixFault.None;
    }

    /// <summary>The instrument that Symbol names; null where there is none.</summary>
    public static InstrumentEntry? InstrumentOf(FixMessage message, InstrumentDirectory directory) =>
        TryName(message, Tag.Symbol, out var symbol) ? directory.Find(symbol) : null;

    /// <summary>A name as the exchange takes it: 1 to 36 printable characters without blanks.</summary>
    public static bool TryName(FixMessage message, int tag, out Text36 name)
    {
        name = default;
        return message.TryGet(tag, out var text) && Text36.TryCreate(text, out name);
    }

    /// <summary>OrderID; none where it is not there. False where it is no number of an order.</summary>
    public static bool TryOrderId(FixMessage message, out OrderId order)
    {
        order = OrderId.None;
        if (!message.Has(Tag.OrderId))
            return true;
        if (!message.TryLong(Tag.OrderId, out var number) || number <= 0)
            return false;
        order = new OrderId(number);
        return true;
    }

    private static FixFault Check(FixMessage message, ApiKey key)
    {
        if (!key.May(Permissions.Trade))
            return FixFault.Of(RejectReason.Forbidden, "The key needs the permission trade.");
        return message.TryGet(Tag.Account, out var account) && !IsUser(account, key)
            ? FixFault.Of(RejectReason.Forbidden, "The key belongs to another user than Account.")
            : FixFault.None;
    }

    private static bool IsUser(ReadOnlySpan<byte> account, ApiKey key)
    {
        Span<char> name = stackalloc char[account.Length <= 256 ? account.Length : 0];
        return name.Length > 0 && System.Text.Encoding.UTF8.TryGetChars(account, name, out var length) && name[..length].SequenceEqual(key.UserName);
    }

    private static bool IsStale(FixMessage message) =>
        message.TryBool(FixTag.PossDupFlag, out var isResent) && isResent
        && message.TryUtcTimestamp(FixTag.OrigSendingTime, out var first) && message.TryUtcTimestamp(FixTag.SendingTime, out var again)
        && again.Nanoseconds - first.Nanoseconds > MaxResentAgeNs;

    private static Side SideOf(FixMessage message) => message.TryChar(Tag.Side, out var side) && side == '2' ? Side.Sell : Side.Buy;

    private static OrderType TypeOf(FixMessage message)
    {
        message.TryChar(Tag.OrdType, out var type);
        return type switch
        {
            '1' => OrderType.Market,
            '2' => OrderType.Limit,
            '3' => OrderType.StopLoss,
            _ => OrderType.StopLimit,
        };
    }

    private static bool TryTimeInForce(FixMessage message, out TimeInForce timeInForce)
    {
        timeInForce = default;
        if (!message.TryChar(Tag.TimeInForce, out var given))
            return false;
        timeInForce = given switch
        {
            '0' => TimeInForce.Day,
            '1' => TimeInForce.Gtc,
            '3' => TimeInForce.Ioc,
            '4' => TimeInForce.Fok,
            _ => TimeInForce.Gtd,
        };
        return true;
    }

    private static FixFault TryTerms(FixMessage message, out OrderTerms terms)
    {
        terms = default;
        var type = TypeOf(message);
        // An order that says nothing is good for the day, as FIX has it; a market order cannot be, and is immediate.
        if (!TryTimeInForce(message, out var timeInForce))
            timeInForce = type == OrderType.Market ? TimeInForce.Ioc : TimeInForce.Day;
        message.TryInt(Tag.SelfTradePrevention, out var prevention);
        if (prevention is < 0 or > (int)SelfTradePrevention.DecrementBoth)
            return FixFault.Of(RejectReason.UnknownTerms, "SelfTradePrevention is 0 to 5.");
        message.TryBool(Tag.PostOnlySlide, out var slides);
        if (slides && !message.Has(Tag.ExecInst))
            return FixFault.Missing(Tag.ExecInst);
        var postOnly = !message.Has(Tag.ExecInst) ? PostOnly.Off : slides ? PostOnly.Slide : PostOnly.Reject;
        message.TryBool(Tag.RejectIfShort, out var rejectIfShort);
        terms = OrderTerms.Of(type, timeInForce, (SelfTradePrevention)prevention, postOnly, rejectIfShort, message.Has(Tag.CashOrderQty), idempotent: true);
        return FixFault.None;
    }

    /// <summary>Price, StopPx, MaxFloor and ExpireTime, which new orders and replacements have alike.</summary>
    private static FixFault TryRest(FixMessage message, Instrument instrument, ref Command command)
    {
        var price = Number(message, Tag.Price, instrument.PriceScale, RejectReason.PriceOffTick, RejectReason.PriceAboveMaximum, out var limit);
        if (!price.IsNone)
            return price;
        var stop = Number(message, Tag.StopPx, instrument.PriceScale, RejectReason.TriggerPriceOffTick, RejectReason.TriggerPriceInvalid, out var trigger);
        if (!stop.IsNone)
            return stop;
        if (message.Has(Tag.MaxFloor) && message.Has(Tag.DisplayQty))
            return FixFault.Of(RejectReason.DisplayQuantityInvalid, "MaxFloor and DisplayQty are the same; one of them will do.");
        var tag = message.Has(Tag.MaxFloor) ? Tag.MaxFloor : Tag.DisplayQty;
        var display = Number(message, tag, instrument.QuantityScale, RejectReason.DisplayQuantityInvalid, RejectReason.DisplayQuantityInvalid, out var shown);
        if (!display.IsNone)
            return display;
        // To FIX an order that shows zero is hidden; to the exchange zero shows all.
        if (message.Has(tag) && shown == 0)
            return FixFault.Of(RejectReason.DisplayQuantityInvalid, "There are no hidden orders.");
        if (message.Has(Tag.ExpireTime) && !message.TryUtcTimestamp(Tag.ExpireTime, out command.ExpireTime))
            return FixFault.Of(RejectReason.ExpireTimeInvalid);
        command.Price = new Price(limit);
        command.TriggerPrice = new Price(trigger);
        command.DisplayQuantity = new Quantity(shown);
        return FixFault.None;
    }

    private static FixFault Number(FixMessage message, int tag, int scale, RejectReason tooPrecise, RejectReason outOfRange, out long value)
    {
        value = 0;
        if (!message.TryGet(tag, out var text))
            return FixFault.None;
        return DecimalText.TryParse(text, scale, out value) switch
        {
            DecimalTextError.None => FixFault.None,
            DecimalTextError.TooPrecise => FixFault.Of(tooPrecise, "It has more decimals than the instrument."),
            DecimalTextError.OutOfRange => FixFault.Of(outOfRange),
            _ => FixFault.Of(RejectReason.MalformedRequest, "A number is digits with at most one point among them."),
        };
    }
}
