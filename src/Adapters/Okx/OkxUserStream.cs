using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Adapters.Okx;

/// <summary>Frames of OKX's private stream: login, then orders, account and positions. No state.</summary>
internal static class OkxUserStream
{
    private const string Subscriptions = """{"op":"subscribe","args":[{"channel":"orders","instType":"ANY"},{"channel":"account"},{"channel":"positions","instType":"ANY"}]}""";
    private const int Channels = 3;

    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn)
    {
        if (frame.SequenceEqual("pong"u8))
            return true;
        var outer = new JsonObject();
        if (!outer.Read(frame))
            return false;
        if (outer.Has("event"u8))
            return Control(ref outer, turn);
        if (!outer.Has("arg"u8))
            return outer.Has("op"u8) || outer.Has("id"u8);
        var scanner = outer.At("arg"u8);
        var arg = new JsonObject();
        if (!arg.Read(frame, ref scanner))
            return false;
        var context = turn.Context;
        var reports = turn.Reports;
        if (arg.Is("channel"u8, "orders"u8))
            return JsonItems.Of(outer, "data"u8, (scoped ref order) => Order(ref order, context, reports));
        if (arg.Is("channel"u8, "account"u8))
            return JsonItems.Of(outer, "data"u8, (scoped ref account) => Balances(account, reports, OrderReportFlags.None));
        return !arg.Is("channel"u8, "positions"u8) || JsonItems.Of(outer, "data"u8, (scoped ref position) => Position(ref position, context, reports, OrderReportFlags.None));
    }

    public static bool Balances(scoped in JsonObject account, OrderReports reports, OrderReportFlags flags) => !account.Has("details"u8) || JsonItems.Of(account, "details"u8, (scoped ref detail) =>
    {
        reports.Balance(detail.Asset("ccy"u8), detail.Amount("cashBal"u8), detail.Amount("availBal"u8)).Flags = flags;
        return true;
    });

    /// <summary>A position in the net mode; of the other mode's two sides none is told.</summary>
    public static bool Position(scoped ref JsonObject told, OrderContext context, OrderReports reports, OrderReportFlags flags)
    {
        if (!context.TryFind(told.Text("instId"u8), out var listing))
            return told.Has("instId"u8);
        if (told.Has("posSide"u8) && !told.Is("posSide"u8, "net"u8))
            return true;
        ref var report = ref reports.Add(OrderReportKind.Position);
        report.Flags = flags;
        report.Listing = listing.Id;
        report.Quantity = new Quantity(told.Required("pos"u8, listing.QuantityScale));
        report.FillPrice = new Price(told.Average("avgPx"u8, listing.PriceScale));
        report.EventTime = told.Milliseconds("uTime"u8);
        return true;
    }

    public static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("live"u8) || word.SequenceEqual("partially_filled"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("filled"u8) ? VenueOrderStatus.Filled
        : word.SequenceEqual("canceled"u8) || word.SequenceEqual("mmp_canceled"u8) ? VenueOrderStatus.Cancelled
        : VenueOrderStatus.Unknown;

    private static bool Control(scoped ref JsonObject told, UserStreamTurn turn)
    {
        if (told.Is("event"u8, "login"u8) && told.Whole("code"u8) == 0)
            turn.Send(Subscriptions);
        else if (told.Is("event"u8, "subscribe"u8))
            turn.Signal = ++turn.Step == Channels ? StreamSignal.Up : StreamSignal.None;
        else if (told.Is("event"u8, "error"u8) || told.Is("event"u8, "login"u8))
            Failed(ref told, turn);
        else if (told.Is("event"u8, "notice"u8) || told.Is("event"u8, "channel-conn-count-error"u8))
            turn.Renew("the venue ends the connection");
        return true;
    }

    private static void Failed(scoped ref JsonObject told, UserStreamTurn turn)
    {
        var code = (int)told.Whole("code"u8, -1);
        if (OkxOrderErrors.Of(200, code).Class == FailureClass.Halt)
            turn.Refuse(FormattableString.Invariant($"the key was refused ({code})"));
        else
            turn.Renew(FormattableString.Invariant($"refused ({code})"));
    }

    private static bool Order(scoped ref JsonObject told, OrderContext context, OrderReports reports)
    {
        if (!context.TryFind(told.Text("instId"u8), out var listing))
            return told.Has("instId"u8);
        var name = told.Id("clOrdId"u8);
        var id = told.OrderId("ordId"u8);

        // A trade id says that this push is a fill; old orders have the word 0 in its place.
        if (told.Has("tradeId"u8) && !told.Text("tradeId"u8).IsEmpty && !told.Is("tradeId"u8, "0"u8))
        {
            ref var fill = ref reports.Of(OrderReportKind.Filled, context, listing, name, id);
            var fee = told.Amount("fillFee"u8).Negated;
            OkxOrderAnswers.Fill(ref fill, ref told, listing);
            fill.Price = default;
            fill.Quantity = default;
            fill.FillPrice = new Price(told.Required("fillPx"u8, listing.PriceScale));
            fill.FillQuantity = new Quantity(told.Required("fillSz"u8, listing.QuantityScale));
            (fill.Amount, fill.AmountScale, fill.Asset) = (fee.Units, fee.Scale, told.Asset("fillFeeCcy"u8));
            fill.TradeId = told.Id("tradeId"u8);
            fill.Liquidity = told.Is("execType"u8, "M"u8) ? Liquidity.Maker : Liquidity.Taker;
            fill.EventTime = told.Milliseconds("fillTime"u8);
        }

        var status = StatusOf(told.Text("state"u8));
        var kind = told.Is("amendResult"u8, "-1"u8) ? OrderReportKind.AmendRejected
            : told.Is("amendResult"u8, "0"u8) ? OrderReportKind.Amended
            : status == VenueOrderStatus.Cancelled ? OrderReportKind.Cancelled
            : told.Is("state"u8, "live"u8) ? OrderReportKind.Accepted : OrderReportKind.None;
        if (kind == OrderReportKind.None)
            return !id.IsEmpty && told.Has("state"u8);
        ref var report = ref reports.Of(kind, context, listing, name, id);
        OkxOrderAnswers.Fill(ref report, ref told, listing);
        report.FillPrice = default;
        report.Failure = kind == OrderReportKind.AmendRejected ? FailureClass.Reject : FailureClass.None;
        report.Reason = kind == OrderReportKind.Cancelled ? ReasonOf(ref told) : kind == OrderReportKind.AmendRejected ? VenueReason.Other : VenueReason.None;
        return !id.IsEmpty;
    }

    private static VenueReason ReasonOf(scoped ref JsonObject told) =>
        told.Is("cancelSource"u8, "31"u8) ? VenueReason.WouldTake
        : told.Is("ordType"u8, "ioc"u8) || told.Is("ordType"u8, "fok"u8) ? VenueReason.NoLiquidity
        : told.Is("cancelSource"u8, "1"u8) ? VenueReason.Requested
        : told.Is("cancelSource"u8, "20"u8) ? VenueReason.Disconnected
        : told.Text("cancelSource"u8).IsEmpty ? VenueReason.Requested : VenueReason.ByVenue;
}
