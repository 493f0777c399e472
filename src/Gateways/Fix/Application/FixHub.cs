using Rialto.Gateways.Fix.Application.MarketData;
using Rialto.Gateways.Fix.Session;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>
/// Gives each event to the FIX sessions it concerns: as the answer to a request, as news of the session's orders, as drop copy, as market data. A session that has logged on once is told of its
/// orders for as long as the process lives: what it does not read is stored for it. Owned by the fan-out thread.
/// </summary>
internal sealed class FixHub : IEventListener
{
    private const int MaxSentHere = 2;

    private readonly ExchangeViews _views;
    private readonly Dictionary<SessionId, FixTrader> _sessions = [];
    private readonly Dictionary<OwnerId, List<FixTrader>> _copies = [];
    private readonly List<FixTrader> _toFlush = [];
    private readonly FixReports _reports = new();
    private FixCommand? _request;
    private OrderId _answered;
    private int _index;

    /// <param name="views">What is known of orders.</param>
    /// <param name="readiness">Whether the exchange takes orders.</param>
    /// <param name="log">Whose sessions were before this process; null where nothing is remembered.</param>
    public FixHub(ExchangeViews views, Readiness readiness, FixSessionLog? log = null)
    {
        _views = views;
        Log = log;
        Market = new FixMarket(views, Signal);
        Statuses = new FixStatuses(views, readiness, Signal);
        Trades = new FixTrades(views, Signal);
    }

    public FixSessionLog? Log { get; }

    public FixMarket Market { get; }

    public FixStatuses Statuses { get; }

    public FixTrades Trades { get; }

    public void OnCommandBegin(PendingCommand? waiter)
    {
        _request = waiter as FixCommand;
        _answered = OrderId.None;
        _index = -1;
    }

    public void On(in ExchangeEvent e)
    {
        _index++;
        if (_sessions.Count == 0)
            return;
        switch (e.Kind)
        {
            case EventKind.Trade:
                Tell(in e, e.Owner, e.OrderId, isMaker: false);
                Tell(in e, e.MakerOwner, e.MakerOrderId, isMaker: true);
                Trades.On(in e);
                break;
            case >= EventKind.OrderAccepted and <= EventKind.MassCanceled:
                Tell(in e, e.Owner.Value != 0 ? e.Owner : OwnerOf(e.OrderId), e.OrderId, isMaker: false);
                break;
        }

        Market.On(in e);
        Statuses.On(in e);
    }

    public void OnCommandEnd(long sequence)
    {
        _request = null;
        Market.OnCommandEnd(sequence);
    }

    public void OnBatchEnd()
    {
        // One or two are written to here, which is the shortest way; where there are many, the pool writes.
        var here = _toFlush.Count <= MaxSentHere;
        foreach (var trader in _toFlush)
        {
            trader.IsToFlush = false;
            trader.Link.Flush(here);
        }

        _toFlush.Clear();
    }

    /// <summary>A session stands.</summary>
    public void Add(FixTrader trader)
    {
        if (trader.Sessions.Count == 0)
        {
            foreach (var former in Log?.Of(trader.Link.Key.Id) ?? [])
            {
                trader.Sessions.Add(former);
                _sessions[former] = trader;
            }
        }

        // What has no live order any more will never be told of again.
        trader.Sessions.RemoveWhere(session => !HasLiveOrder(trader.Owner, session) && _sessions.Remove(session));
        trader.Sessions.Add(trader.Link.Session);
        _sessions[trader.Link.Session] = trader;
        if (!_copies.TryGetValue(trader.Owner, out var copies))
            _copies.Add(trader.Owner, copies = []);
        copies.Remove(trader);
        if (trader.Link.Copies == FixCopies.All)
            copies.Add(trader);
        else if (copies.Count == 0)
            _copies.Remove(trader.Owner);
    }

    /// <summary>A session's connection has ended: it is told of its orders all the same, and of nothing it subscribed to.</summary>
    public void Leave(FixTrader trader)
    {
        Market.Drop(trader);
        Statuses.Drop(trader);
        Trades.Drop(trader);
    }

    /// <summary>The live order that a replacement names by its number or, where that is none, by its client order id; null where it is not the owner's.</summary>
    public static FixOrderName? Name(ExchangeViews views, OwnerId owner, OrderId id, Text36 name)
    {
        var order = id == OrderId.None ? views.Orders.Find(owner, name) : views.Orders.Find(id);
        if (order is null || !order.Picture.IsLive || order.Picture.Owner != owner)
            return null;
        ref readonly var picture = ref order.Picture;
        return new FixOrderName(picture.OrderId, picture.Instrument.Id, picture.Side, picture.Terms);
    }

    /// <summary>OrderStatusRequest.</summary>
    public void TellStatus(FixTrader trader, FixStatusRequest asked)
    {
        var order = asked.OrderId == OrderId.None ? asked.ClOrdId.IsEmpty ? null : _views.Orders.Find(trader.Owner, asked.ClOrdId) : _views.Orders.Find(asked.OrderId);
        if (order is null || order.Picture.Owner != trader.Owner)
            trader.Link.Send(_reports.UnknownOrder(asked, _views.Time, trader.Account));
        else
            trader.Link.Send(_reports.Status(in order.Picture, trader.Account, _views.Sequence, Tag.OrdStatusReqId, asked.Id));
    }

    /// <summary>OrderMassStatusRequest: one report for each live order of the owner, or one that says that there is none.</summary>
    public void TellStatuses(FixTrader trader, byte[] id, Text36 symbol)
    {
        var count = 0;
        for (var order = _views.Orders.Live(trader.Owner)?.First; order is not null; order = order.OwnerNext)
            count += symbol.IsEmpty || order.Picture.Instrument.Symbol == symbol ? 1 : 0;
        var left = count;
        for (var order = _views.Orders.Live(trader.Owner)?.First; order is not null; order = order.OwnerNext)
        {
            if (symbol.IsEmpty || order.Picture.Instrument.Symbol == symbol)
                trader.Link.Send(_reports.Status(in order.Picture, trader.Account, _views.Sequence, Tag.MassStatusReqId, id, count, --left == 0), flush: false);
        }

        if (count == 0)
            trader.Link.Send(_reports.NoOrders(id, symbol, _views.Time, trader.Account), flush: false);
        trader.Link.Flush(here: false);
    }

    private OwnerId OwnerOf(OrderId order) => _views.Orders.Find(order)?.Picture.Owner ?? default;

    private bool HasLiveOrder(OwnerId owner, SessionId session)
    {
        for (var order = _views.Orders.Live(owner)?.First; order is not null; order = order.OwnerNext)
        {
            if (order.Picture.Session == session)
                return true;
        }

        return false;
    }

    private void Tell(in ExchangeEvent e, OwnerId owner, OrderId orderId, bool isMaker)
    {
        var order = _views.Orders.Find(orderId);
        var answered = _request is { } request && request.Trader.Owner == owner && !isMaker && TryAnswer(in e, request.Trader, order) ? request.Trader : null;
        var session = e.Kind is EventKind.OrderAccepted or EventKind.OrderRejected ? e.Session : order?.Picture.Session ?? default;
        if (_sessions.TryGetValue(session, out var own))
        {
            Remember(in e, own, order, isMaker);
            if (own != answered)
                Report(in e, own, order, default, isMaker, isCopy: false);
        }

        if (!_copies.TryGetValue(owner, out var copies))
            return;
        foreach (var reader in copies)
        {
            if (reader != own && reader != answered)
                Report(in e, reader, order, default, isMaker, isCopy: true);
        }
    }

    /// <summary>What a request is answered with: its refusal, or what became of the order it names. False for all that follows from it.</summary>
    private bool TryAnswer(in ExchangeEvent e, FixTrader reader, OrderState? order)
    {
        var request = _request!;
        switch (e.Kind)
        {
            case EventKind.OrderRejected:
                Send(reader, _reports.Rejection(in e, _index, _views.Find(e.Instrument)?.Instrument, reader.Account, isCopy: false));
                return true;
            case EventKind.OrderDuplicate when order is null || !request.PossResend:
                Send(reader, _reports.Rejection(in e, _index, _views.Find(e.Instrument)?.Instrument, reader.Account, isCopy: false));
                return true;
            case EventKind.OrderDuplicate:
                Send(reader, _reports.Status(in order.Picture, reader.Account, e.Sequence));
                return true;
            case EventKind.CommandRejected when e.RefusedKind == CommandKind.MassCancel:
            case EventKind.MassCanceled:
                Send(reader, _reports.MassCancel(in e, request, _views.Find(e.Instrument)?.Instrument));
                return true;
            case EventKind.CommandRejected:
                // A number may be anybody's: of others' orders nothing is told, not even that there are such.
                var named = order?.Picture.Owner == reader.Owner ? order : request.OrigClOrdId.IsEmpty ? null : _views.Orders.Find(reader.Owner, request.OrigClOrdId);
                Send(reader, _reports.CancelReject(in e, request, named));
                return true;
            case EventKind.OrderCanceled or EventKind.OrderReplaced when request.Kind is CommandKind.CancelOrder or CommandKind.ReplaceOrder && _answered == OrderId.None && order is not null:
                _answered = e.OrderId;
                Report(in e, reader, order, new FixTold(request.ClOrdId, request.OrigClOrdId, IsMaker: false, IsCopy: false), isMaker: false, isCopy: false);
                return true;
            default:
                return false;
        }
    }

    private void Report(in ExchangeEvent e, FixTrader reader, OrderState? order, FixTold told, bool isMaker, bool isCopy)
    {
        if (e.Kind == EventKind.OrderRejected)
        {
            Send(reader, _reports.Rejection(in e, _index, _views.Find(e.Instrument)?.Instrument, reader.Account, isCopy));
            return;
        }

        if (order is null)
            return;
        if (told.ClOrdId.IsEmpty)
            told = new FixTold(order.Picture.ClientOrderId, Text36.Empty, isMaker, isCopy);
        if (_reports.Execution(in e, _index, in order.Picture, reader.Account, in told) is { } report)
            Send(reader, report);
    }

    /// <summary>Keeps the session's names of its orders.</summary>
    private static void Remember(in ExchangeEvent e, FixTrader reader, OrderState? order, bool isMaker)
    {
        if (order is null)
            return;
        ref readonly var picture = ref order.Picture;
        switch (e.Kind)
        {
            case EventKind.OrderAccepted when picture.Terms.IsStop || !picture.Terms.IsImmediate:
            case EventKind.OrderReplaced:
                reader.Names.Set(picture.ClientOrderId, new FixOrderName(picture.OrderId, picture.Instrument.Id, picture.Side, picture.Terms));
                break;
            case EventKind.OrderCanceled:
            case EventKind.Trade when (isMaker ? e.MakerLeaves : e.TakerLeaves).IsZero:
                reader.Names.Remove(picture.OrderId);
                break;
        }
    }

    private void Send(FixTrader trader, FixWriter message)
    {
        trader.Link.Send(message, flush: false);
        Signal(trader);
    }

    private void Signal(FixTrader trader)
    {
        if (trader.IsToFlush)
            return;
        trader.IsToFlush = true;
        _toFlush.Add(trader);
    }
}
