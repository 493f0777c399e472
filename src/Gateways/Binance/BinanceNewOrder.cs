using System.Security.Cryptography;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>How much of a new order its answer tells.</summary>
internal enum BinanceResponseType
{
    /// <summary>That it was taken.</summary>
    Ack,

    /// <summary>How it stands.</summary>
    Result,

    /// <summary>How it stands, and its fills.</summary>
    Full,
}

/// <summary>A new order as its parameters ask for it. What only the exchange can judge is left to it; cold.</summary>
/// <param name="Symbol">Its instrument.</param>
/// <param name="Command">The command, without a session.</param>
/// <param name="Response">What it wants to hear.</param>
internal sealed record BinanceNewOrder(BinanceSymbol Symbol, Command Command, BinanceResponseType Response)
{
    private const int MadeIdLength = 22;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly string[] Unsupported = ["trailingDelta", "pegPriceType", "pegOffsetType", "pegOffsetValue"];

    /// <summary>Reads the parameters of a new order; null where they are refused, and then the parameters say why.</summary>
    public static BinanceNewOrder? Read(BinanceCall call)
    {
        var parameters = call.Parameters;
        var symbol = parameters.Symbol(call.Binance.Symbols);
        if (!BinanceWords.TrySide(parameters.Text("side"), out var side))
            parameters.Refuse(BinanceError.InvalidSide);
        var type = parameters.Text("type");
        if (!BinanceWords.OrderTypes.Contains(type, StringComparer.Ordinal))
            parameters.Refuse(WhyNot(type));
        foreach (var name in Unsupported)
        {
            if (parameters.Has(name))
                parameters.Refuse(new BinanceError(-1013, name == "trailingDelta" ? "Trailing stop orders are not supported for this symbol." : "Pegged orders are not supported for this symbol."));
        }

        if (symbol is null || parameters.Error is not null)
            return null;
        var response = ResponseOf(parameters, type);
        var command = Read(parameters, symbol.Instrument, type) with { Side = side, Owner = call.Owner, Group = call.Key!.Group };
        // For strategies of the client's own: taken, checked, and not kept.
        parameters.Number("strategyId");
        if (parameters.Number("strategyType") < 1_000_000)
            parameters.Refuse(new BinanceError(-1134, "strategyType was less than 1000000."));
        return parameters.Error is null ? new BinanceNewOrder(symbol, command, response) : null;
    }

    /// <summary>A client order id as Binance makes one for whoever sends none.</summary>
    public static Text36 MakeClientOrderId() => Text36.Of(RandomNumberGenerator.GetString(Letters, MadeIdLength));

    private static Command Read(BinanceParameters parameters, Model.Instruments.Instrument instrument, string type)
    {
        var (isLimit, isStop, isMarket) = (type is "LIMIT" or "LIMIT_MAKER" or "STOP_LOSS_LIMIT", type is "STOP_LOSS" or "STOP_LOSS_LIMIT", type == "MARKET");
        var isBudget = isMarket && parameters.Has("quoteOrderQty");
        Need(parameters, "price", isLimit);
        Need(parameters, "stopPrice", isStop);
        Need(parameters, "quantity", !isBudget);
        if (!isBudget && parameters.Has("quoteOrderQty"))
            parameters.Refuse(BinanceError.NotRequired("quoteOrderQty"));
        var display = parameters.Decimal("icebergQty", instrument.QuantityScale);
        var quantity = Positive(parameters, isBudget ? "quoteOrderQty" : "quantity", isBudget ? instrument.MoneyScale : instrument.QuantityScale);
        if (display == quantity)
            display = 0; // All of it is shown.
        var time = TimeInForceOf(parameters, type);
        if (display != 0 && (!isLimit || time != TimeInForce.Gtc))
            parameters.Refuse(BinanceError.NotRequired("icebergQty"));
        var name = parameters.ClientOrderId("newClientOrderId");
        return new Command
        {
            Kind = CommandKind.NewOrder,
            Instrument = instrument.Id,
            Price = new Price(isLimit ? Positive(parameters, "price", instrument.PriceScale) : 0),
            TriggerPrice = new Price(isStop ? Positive(parameters, "stopPrice", instrument.PriceScale) : 0),
            Quantity = new Quantity(quantity),
            DisplayQuantity = new Quantity(display),
            Text = name.IsEmpty ? MakeClientOrderId() : name,
            Terms = OrderTerms.Of(
                type switch { "MARKET" => OrderType.Market, "STOP_LOSS" => OrderType.StopLoss, "STOP_LOSS_LIMIT" => OrderType.StopLimit, _ => OrderType.Limit },
                time,
                SelfTradeOf(parameters),
                type == "LIMIT_MAKER" ? PostOnly.Reject : PostOnly.Off,
                quoteQuantity: isBudget,
                idempotent: !name.IsEmpty),
        };
    }

    private static void Need(BinanceParameters parameters, string name, bool isNeeded)
    {
        if (isNeeded)
            parameters.Text(name);
        else if (parameters.Has(name))
            parameters.Refuse(BinanceError.NotRequired(name));
    }

    private static long Positive(BinanceParameters parameters, string name, int scale)
    {
        var value = parameters.Decimal(name, scale);
        if (value <= 0 && parameters.Error is null)
            parameters.Refuse(new BinanceError(-1013, $"Invalid {(name == "quoteOrderQty" ? "quote order qty" : name)}."));
        return value;
    }

    private static TimeInForce TimeInForceOf(BinanceParameters parameters, string type)
    {
        if (type is "LIMIT" or "STOP_LOSS_LIMIT")
        {
            var word = parameters.Text("timeInForce");
            switch (word)
            {
                case "GTC":
                    return TimeInForce.Gtc;
                case "IOC":
                    return TimeInForce.Ioc;
                case "FOK":
                    return TimeInForce.Fok;
            }

            parameters.Refuse(BinanceError.InvalidTimeInForce);
        }
        else if (parameters.Has("timeInForce"))
        {
            parameters.Refuse(BinanceError.NotRequired("timeInForce"));
        }

        return type == "MARKET" ? TimeInForce.Ioc : TimeInForce.Gtc;
    }

    private static SelfTradePrevention SelfTradeOf(BinanceParameters parameters)
    {
        var mode = SelfTradePrevention.None;
        if (parameters.Has("selfTradePreventionMode") && !BinanceWords.TrySelfTrade(parameters["selfTradePreventionMode"], out mode))
            parameters.Refuse(BinanceError.InvalidParameter("selfTradePreventionMode"));
        return mode;
    }

    private static BinanceResponseType ResponseOf(BinanceParameters parameters, string type)
    {
        if (!parameters.Has("newOrderRespType"))
            return type is "MARKET" or "LIMIT" ? BinanceResponseType.Full : BinanceResponseType.Ack;
        switch (parameters["newOrderRespType"])
        {
            case "ACK":
                return BinanceResponseType.Ack;
            case "RESULT":
                return BinanceResponseType.Result;
            case "FULL":
                return BinanceResponseType.Full;
        }

        parameters.Refuse(BinanceError.InvalidParameter("newOrderRespType"));
        return BinanceResponseType.Ack;
    }

    // The exchange's stops are set off by a price that goes against them, never by one that goes their way.
    private static BinanceError WhyNot(string type) => type switch
    {
        "TAKE_PROFIT" => new BinanceError(-1013, "Take profit orders are not supported for this symbol."),
        "TAKE_PROFIT_LIMIT" => new BinanceError(-1013, "Take profit limit orders are not supported for this symbol."),
        _ => BinanceError.InvalidOrderType,
    };
}
