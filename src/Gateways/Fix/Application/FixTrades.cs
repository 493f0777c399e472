using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>
/// TradeCaptureReport: an owner's trades as far as the views remember them, and those that come, however their orders were entered. A part of the <see cref="FixHub"/>, on its thread.
/// </summary>
internal sealed class FixTrades(ExchangeViews views, Action<FixTrader> signal)
{
    /// <summary>Reports of one request; who wants older ones asks order by order.</summary>
    private const int MaxReports = 10_000;

    private const int MaxSubscriptions = 100;

    private static readonly List<(OrderState Order, OrderId Id, Fill Fill)> None = [];

    private readonly Dictionary<OwnerId, List<(FixTrader Trader, FixTradeRequest Request)>> _subscriptions = [];
    private readonly FixWriter _writer = new();

    /// <summary>A request: acknowledged, and answered by <see cref="SendFound"/>.</summary>
    /// <returns>The trades that are to be sent.</returns>
    public List<(OrderState Order, OrderId Id, Fill Fill)> Take(FixTrader trader, FixTradeRequest request)
    {
        var found = TryTake(trader, request);
        trader.Link.Flush(here: false);
        return found;
    }

    /// <summary>Some of the trades that were found. What has been forgotten meanwhile, beyond the limits of the views, is left out.</summary>
    public void SendFound(FixTrader trader, FixTradeRequest request, List<(OrderState Order, OrderId Id, Fill Fill)> found, int from, int count)
    {
        for (var i = from; i < Math.Min(from + count, found.Count); i++)
        {
            var (order, id, fill) = found[i];
            if (order.Picture.OrderId != id)
                continue;
            // When it was is known as long as the tape has the trade.
            var tape = views.Find(order.Picture.Instrument.Id)!.Tape;
            var trade = FindOn(tape, fill.TradeId);
            Write(trader, request, in order.Picture, in fill, trade.Time, trade.Sequence, trade.InAuction, isOld: true, found.Count, i == found.Count - 1);
            trader.Link.TryTell(_writer);
        }

        trader.Link.Flush(here: false);
    }

    /// <summary>The session's connection has ended, and its subscriptions with it.</summary>
    public void Drop(FixTrader trader)
    {
        if (_subscriptions.TryGetValue(trader.Owner, out var own) && own.RemoveAll(one => one.Trader == trader) > 0 && own.Count == 0)
            _subscriptions.Remove(trader.Owner);
    }

    /// <summary>A trade.</summary>
    public void On(in ExchangeEvent e)
    {
        if (_subscriptions.Count == 0)
            return;
        Tell(in e, e.Owner, e.OrderId, new Fill(e.TradeId, e.Price, e.Quantity, e.TakerFee, IsMaker: false));
        Tell(in e, e.MakerOwner, e.MakerOrderId, new Fill(e.TradeId, e.Price, e.Quantity, e.MakerFee, IsMaker: true));
    }

    private List<(OrderState Order, OrderId Id, Fill Fill)> TryTake(FixTrader trader, FixTradeRequest request)
    {
        var own = _subscriptions.GetValueOrDefault(trader.Owner) ?? [];
        var isKnown = own.Exists(one => IsSame(one, trader, request));
        if (request.Type == '2')
        {
            own.RemoveAll(one => IsSame(one, trader, request));
            if (own.Count == 0)
                _subscriptions.Remove(trader.Owner);
            Acknowledge(trader, request, 0, isKnown, isKnown ? "" : "There is no subscription with this TradeRequestID.");
            return None;
        }

        if (request.Type == '1' && (isKnown || own.Count(one => one.Trader == trader) >= MaxSubscriptions))
        {
            Acknowledge(trader, request, 0, isTaken: false, isKnown ? "There is a subscription with this TradeRequestID." : "The session has as many subscriptions as it may.");
            return None;
        }

        var found = Find(trader.Owner, request);
        if (found.Count > MaxReports)
        {
            Acknowledge(trader, request, found.Count, isTaken: false, "These are more trades than a request may have: ask for one symbol, or for one order.");
            return None;
        }

        Acknowledge(trader, request, found.Count, isTaken: true, "");
        if (request.Type == '1')
        {
            own.Add((trader, request));
            _subscriptions[trader.Owner] = own;
        }

        return found;
    }

    private void Tell(in ExchangeEvent e, OwnerId owner, OrderId id, Fill fill)
    {
        if (!_subscriptions.TryGetValue(owner, out var own) || views.Orders.Find(id) is not { } order)
            return;
        foreach (var (trader, request) in own)
        {
            if (!Covers(request, in order.Picture))
                continue;
            Write(trader, request, in order.Picture, in fill, e.Time, e.Sequence, (e.Flags & EventFlags.Auction) != 0, isOld: false, 0, isLast: false);
            trader.Link.Send(_writer, flush: false);
            signal(trader);
        }
    }

    private List<(OrderState Order, OrderId Id, Fill Fill)> Find(OwnerId owner, FixTradeRequest request)
    {
        var found = new List<(OrderState Order, OrderId Id, Fill Fill)>();
        foreach (var list in (ReadOnlySpan<OwnerOrders?>)[views.Orders.Finished(owner), views.Orders.Live(owner)])
        {
            for (var order = list?.First; order is not null && found.Count <= MaxReports; order = order.OwnerNext)
            {
                if (!Covers(request, in order.Picture))
                    continue;
                for (var i = 0; i < order.FillCount; i++)
                    found.Add((order, order.Picture.OrderId, order.FillAt(i)));
            }
        }

        found.Sort(static (one, other) => one.Fill.TradeId.Value.CompareTo(other.Fill.TradeId.Value));
        return found;
    }

    private static PublicTrade FindOn(TradeTape tape, TradeId id)
    {
        var (low, high) = (0, tape.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tape[middle].TradeId.Value > id.Value)
                low = middle + 1;
            else
                high = middle;
        }

        return low < tape.Count && tape[low].TradeId == id ? tape[low] : default;
    }

    private static bool Covers(FixTradeRequest request, in OrderPicture order) =>
        (request.Symbol.IsEmpty || order.Instrument.Symbol == request.Symbol) && (request.OrderId == OrderId.None || order.OrderId == request.OrderId)
        && (request.ClOrdId.IsEmpty || order.ClientOrderId == request.ClOrdId);

    private static bool IsSame((FixTrader Trader, FixTradeRequest Request) one, FixTrader trader, FixTradeRequest request) =>
        one.Trader == trader && one.Request.Id.AsSpan().SequenceEqual(request.Id);

    private void Acknowledge(FixTrader trader, FixTradeRequest request, int count, bool isTaken, string text)
    {
        _writer.Begin("AQ"u8);
        _writer.Add(Tag.TradeRequestId, request.Id);
        _writer.Add(Tag.TradeRequestType, 0);
        _writer.Add(Tag.SubscriptionRequestType, request.Type);
        _writer.Add(Tag.TotNumTradeReports, isTaken ? count : 0);
        _writer.Add(Tag.TradeRequestResult, isTaken ? 0 : 99);
        _writer.Add(Tag.TradeRequestStatus, isTaken ? count == 0 ? 1 : 0 : 2);
        _writer.Add(FixTag.Text, text);
        trader.Link.Send(_writer, flush: false);
    }

    private void Write(
        FixTrader trader, FixTradeRequest request, in OrderPicture order, in Fill fill, Timestamp time, long sequence, bool inAuction, bool isOld, int count, bool isLast)
    {
        Instrument instrument = order.Instrument;
        Span<byte> id = stackalloc byte[24];
        fill.TradeId.Value.TryFormat(id, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        id[length++] = fill.IsMaker ? (byte)'M' : (byte)'T';
        _writer.Begin("AE"u8);
        _writer.Add(Tag.TradeReportId, id[..length]);
        _writer.Add(Tag.TradeRequestId, request.Id);
        if (isOld)
        {
            _writer.Add(Tag.TotNumTradeReports, count);
            _writer.Add(Tag.LastRptRequested, isLast);
        }

        _writer.Add(Tag.TrdMatchId, fill.TradeId.Value);
        _writer.Add(Tag.PreviouslyReported, isOld);
        _writer.AddText(Tag.Symbol, instrument.Symbol);
        _writer.AddDecimal(Tag.LastQty, fill.Quantity.Units, instrument.QuantityScale);
        _writer.AddDecimal(Tag.LastPx, fill.Price.Units, instrument.PriceScale);
        if (!time.IsNone)
        {
            _writer.AddDate(Tag.TradeDate, time);
            _writer.AddTimestamp(Tag.TransactTime, time);
        }

        _writer.Add(Tag.NoSides, 1);
        _writer.Add(Tag.Side, FixWords.Of(order.Side));
        _writer.Add(Tag.OrderId, order.OrderId.Value);
        _writer.AddText(Tag.ClOrdId, order.ClientOrderId);
        _writer.Add(Tag.Account, trader.Account);
        _writer.AddDecimal(Tag.Commission, fill.Fee.Units, instrument.MoneyScale);
        _writer.Add(Tag.CommType, '3');
        _writer.Add(Tag.LastLiquidityInd, inAuction ? 4 : fill.IsMaker ? 1 : 2);
        if (sequence != 0)
            _writer.Add(Tag.ExchangeSequence, sequence);
    }
}
