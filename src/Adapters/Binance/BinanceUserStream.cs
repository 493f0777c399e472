using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Binance;

/// <summary>
/// Frames of Binance's user data: of spot over its WebSocket API (<c>{"subscriptionId":0,"event":{..}}</c>), of futures as they are. <c>TRADE_LITE</c> is passed over: it tells a fill early, without its
/// fee, and <c>ORDER_TRADE_UPDATE</c> tells it again with everything. Of <c>ACCOUNT_UPDATE</c> positions are told; its wallets do not say what of them is free, so balances of futures are asked for. No
/// state.
/// </summary>
internal static class BinanceUserStream
{
    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, bool isFutures)
    {
        var outer = new JsonObject();
        if (!outer.Read(frame))
            return false;
        if (outer.Has("status"u8) && outer.Has("id"u8))
            return Answer(ref outer, turn);
        var wrap = outer.KindOf("event"u8) == JsonKind.Object ? "event"u8 : outer.KindOf("data"u8) == JsonKind.Object ? "data"u8 : default;
        if (!wrap.IsEmpty)
        {
            var scanner = outer.At(wrap);
            var inner = new JsonObject();
            return inner.Read(frame, ref scanner) && Event(frame, ref inner, turn, isFutures);
        }

        return outer.Has("e"u8) ? Event(frame, ref outer, turn, isFutures) : outer.Has("id"u8) || outer.Has("error"u8);
    }

    private static bool Answer(ref JsonObject answer, UserStreamTurn turn)
    {
        if (answer.Whole("status"u8) == 200)
        {
            turn.Signal = StreamSignal.Up;
            return true;
        }

        var scanner = answer.At("error"u8);
        var error = new JsonObject();
        var code = error.Read(answer.Frame, ref scanner) ? error.Whole("code"u8) : 0;
        if (code is -1022 or -2014 or -2015)
            turn.Refuse(FormattableString.Invariant($"the key was refused ({code})"));
        else
            turn.Renew(FormattableString.Invariant($"user data were refused ({answer.Whole("status"u8)}, {code})"));
        return true;
    }

    private static bool Event(ReadOnlySpan<byte> frame, scoped ref JsonObject told, UserStreamTurn turn, bool isFutures)
    {
        var kind = told.Text("e"u8);
        if (kind.SequenceEqual("executionReport"u8))
            return Execution(ref told, turn, told.Milliseconds("T"u8), isFutures: false);
        if (kind.SequenceEqual("ORDER_TRADE_UPDATE"u8))
        {
            var scanner = told.At("o"u8);
            var order = new JsonObject();
            return order.Read(frame, ref scanner) && Execution(ref order, turn, told.Milliseconds("T"u8), isFutures: true);
        }

        if (kind.SequenceEqual("outboundAccountPosition"u8))
            return Balances(frame, told, turn);
        if (kind.SequenceEqual("ACCOUNT_UPDATE"u8))
        {
            var scanner = told.At("a"u8);
            var account = new JsonObject();
            return account.Read(frame, ref scanner) && Positions(frame, account, turn, told.Milliseconds("T"u8));
        }

        if (kind.SequenceEqual("eventStreamTerminated"u8) || kind.SequenceEqual("listenKeyExpired"u8) || kind.SequenceEqual("serverShutdown"u8))
            turn.Renew("the venue ended the stream: " + System.Text.Encoding.ASCII.GetString(kind));
        return !kind.IsEmpty;
    }

    private static bool Execution(scoped ref JsonObject told, UserStreamTurn turn, Timestamp time, bool isFutures)
    {
        // A listing that we do not follow is somebody else's business.
        if (!turn.Context.TryFind(told.Text("s"u8), out var listing))
            return told.Has("s"u8);
        var what = told.Text("x"u8);
        var original = told.Id("C"u8);
        var name = original.IsEmpty ? told.Id("c"u8) : original;
        var filled = told.Filled("z"u8, listing.QuantityScale);
        var isTrade = what.SequenceEqual("TRADE"u8) || what.SequenceEqual("CALCULATED"u8);
        if (isTrade && told.Required("l"u8, listing.QuantityScale) != 0)
            Fill(ref told, turn, listing, name, time);

        // A trade of nothing tells that the order has changed otherwise: its status says how.
        var kind = Kind(ref told, isTrade && told.Decimal("l"u8, listing.QuantityScale) == 0 ? told.Text("X"u8) : what);
        if (kind != OrderReportKind.None)
        {
            ref var report = ref turn.Reports.Add(kind);
            Fill(ref report, ref told, turn.Context, listing, name, time);
            report.Price = new Price(told.Required("p"u8, listing.PriceScale));
            report.Quantity = new Quantity(told.Required("q"u8, listing.QuantityScale));
            report.FilledQuantity = filled;
            report.Reason = ReasonOf(ref told, kind);
            report.Failure = kind == OrderReportKind.Rejected ? FailureClass.Reject : FailureClass.None;
        }

        return !told.HasMisfit && (isFutures || !told.OrderId("i"u8).IsEmpty);
    }

    private static void Fill(scoped ref JsonObject told, UserStreamTurn turn, Listing listing, Text36 name, Timestamp time)
    {
        ref var report = ref turn.Reports.Add(OrderReportKind.Filled);
        Fill(ref report, ref told, turn.Context, listing, name, time);
        var fee = told.Amount("n"u8);
        report.FillPrice = new Price(told.Required("L"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(told.Required("l"u8, listing.QuantityScale));
        report.FilledQuantity = told.Filled("z"u8, listing.QuantityScale);
        (report.Amount, report.AmountScale, report.Asset) = (fee.Units, fee.Scale, told.Asset("N"u8));
        report.Liquidity = told.IsTrue("m"u8) ? Liquidity.Maker : Liquidity.Taker;
        if (told.Whole("t"u8, -1) >= 0)
            report.TradeId = told.Id("t"u8);
    }

    private static void Fill(ref OrderReport report, scoped ref JsonObject told, OrderContext context, Listing listing, Text36 name, Timestamp time)
    {
        context.Name(ref report, name);
        report.EventTime = time;
        report.Listing = listing.Id;
        report.Side = told.SideOf("S"u8, "BUY"u8, "SELL"u8);
        report.VenueOrder = told.OrderId("i"u8);
        report.Sequence = told.Whole("I"u8);
    }

    private static OrderReportKind Kind(scoped ref JsonObject told, ReadOnlySpan<byte> what)
    {
        if (what.SequenceEqual("NEW"u8))
            return OrderReportKind.Accepted;
        if (what.SequenceEqual("CANCELED"u8))
            return OrderReportKind.Cancelled;
        if (what.SequenceEqual("REJECTED"u8))
            return OrderReportKind.Rejected;
        if (what.SequenceEqual("REPLACED"u8) || what.SequenceEqual("AMENDMENT"u8))
            return OrderReportKind.Amended;
        if (what.SequenceEqual("EXPIRED"u8))
            return told.Is("f"u8, "GTD"u8) ? OrderReportKind.Expired : OrderReportKind.Cancelled;
        return what.SequenceEqual("TRADE_PREVENTION"u8) && told.Is("X"u8, "EXPIRED_IN_MATCH"u8) ? OrderReportKind.Cancelled : OrderReportKind.None;
    }

    private static VenueReason ReasonOf(scoped ref JsonObject told, OrderReportKind kind)
    {
        if (kind == OrderReportKind.Rejected)
            return told.Is("r"u8, "INSUFFICIENT_BALANCES"u8) ? VenueReason.InsufficientFunds : told.Is("r"u8, "WOULD_MATCH_IMMEDIATELY"u8) ? VenueReason.WouldTake : VenueReason.Other;
        if (kind != OrderReportKind.Cancelled)
            return VenueReason.None;
        if (told.Is("x"u8, "CANCELED"u8))
            return VenueReason.Requested;
        if (told.Is("X"u8, "EXPIRED_IN_MATCH"u8))
            return VenueReason.SelfTrade;
        if (told.Is("f"u8, "GTX"u8))
            return VenueReason.WouldTake;
        return told.Is("f"u8, "IOC"u8) || told.Is("f"u8, "FOK"u8) || told.Is("o"u8, "MARKET"u8) ? VenueReason.NoLiquidity : VenueReason.ByVenue;
    }

    private static bool Balances(ReadOnlySpan<byte> frame, scoped in JsonObject told, UserStreamTurn turn)
    {
        var scanner = told.At("B"u8);
        var balance = new JsonObject();
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!balance.Read(frame, ref scanner))
                return false;
            var free = balance.Amount("f"u8);
            turn.Reports.Balance(balance.Asset("a"u8), DecimalAmount.Sum(free, balance.Amount("l"u8)), free);
            if (balance.HasMisfit)
                return false;
        }

        return !scanner.HasFailed;
    }

    private static bool Positions(ReadOnlySpan<byte> frame, scoped in JsonObject told, UserStreamTurn turn, Timestamp time)
    {
        if (!told.Has("P"u8))
            return true;
        var scanner = told.At("P"u8);
        var position = new JsonObject();
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!position.Read(frame, ref scanner))
                return false;
            if (!turn.Context.TryFind(position.Text("s"u8), out var listing) || !position.Is("ps"u8, "BOTH"u8))
                continue;
            ref var report = ref turn.Reports.Add(OrderReportKind.Position);
            report.Listing = listing.Id;
            report.EventTime = time;
            report.Quantity = new Quantity(position.Required("pa"u8, listing.QuantityScale));
            report.FillPrice = new Price(position.Average("ep"u8, listing.PriceScale));
            if (position.HasMisfit)
                return false;
        }

        return !scanner.HasFailed;
    }
}
