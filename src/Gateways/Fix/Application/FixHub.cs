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
/// orders for as long as the exchange lives: what it does not read is stored for it. A start replays events that came after the last snapshot, and each session is told of those that its store does not have:
/// what happened around the end of a process that was killed, and what nobody was there to tell it. Owned by the fan-out thread.
/// </summary>
internal sealed class FixHub : IEventListener
{
    private const int MaxSentHere = 2;

    private readonly ExchangeViews _views;
    private readonly Dictionary<SessionId, FixTrader> _sessions = [];
    private readonly Dictionary<OwnerId, List<FixTrader>> _copies = [];
    private readonly List<FixTrader> _toFlush = [];
    private readonly FixReports _reports = new();
    private readonly HashSet<SessionId> _live = [];
    private readonly FixDeferredFill _deferred = new();
    private FixCommand? _request;
    private OrderId _answered;
    private int _index;
    private bool _isRecovering = true;
    private long _ended;
    private SessionId _lastBefore;

    /// <param name="views">What is known of orders.</param>
    /// <param name="readiness">Whether the exchange takes orders.</param>
    /// <param name="records">What is remembered from one process to the next; null where nothing is.</param>
    public FixHub(ExchangeViews views, Readiness readiness, FixRecords? records = null)
    {
        _views = views;
        Records = records;
        Market = new FixMarket(views, Signal);
        Statuses = new FixStatuses(views, readiness, Signal);
        Trades = new FixTrades(views, Signal);
    }

    /// <summary>What is remembered from one process to the next; null where nothing is.</summary>
    public FixRecords? Records { get; }

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
        if (_sessions.Count == 0 && _copies.Count == 0)
            return;
        if (_deferred.IsPending && _deferred.IsContinuedBy(in e))
            TellDeferred(OrderStatus.PartiallyFilled);
        switch (e.Kind)
        {
            case EventKind.Trade:
                TellTaker(in e);
                Tell(in e, e.MakerOwner, e.MakerOrderId, isMaker: true);
                Trades.On(in e);
                break;
            case EventKind.SelfTradePrevented when _views.Orders.Find(e.OrderId) is { Level: not null }:
                // In an auction both orders are in the book, and each tells what it lost by an event of its own.
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
        _index++;
        if (_deferred.IsPending)
            TellDeferred(OrderStatus.Filled);
        _request = null;
        _ended = sequence;
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
        // A batch may end within a command, whose other reports are still to come.
        if (_ended != 0)
            Records?.Note(_ended);
    }

    /// <summary>A session was here before this process; before the first event.</summary>
    public void Recall(FixTrader trader)
    {
        Records!.Begin();
        trader.IsRecalled = true;
        foreach (var former in Records.Sessions.Of(trader.Link.Key.Id))
            Map(former, trader);
        Copy(trader);
    }

    /// <summary>The views have begun with a snapshot: what is before it is not replayed, so it must have been told.</summary>
    public void OnRestored()
    {
        _ended = _views.Sequence;
        if (Records is null || Records.Told >= _views.Sequence)
            return;
        foreach (var trader in All())
            trader.Link.TellMissing();
    }

    /// <summary>All events of the journal have been through: sessions are told of whatever comes.</summary>
    public void OnRecovered()
    {
        _isRecovering = false;
        // A journal that lost its end in a power cut gives the same numbers to other events, and to the sessions of others.
        var last = FixCause.Through(_views.Sequence);
        _lastBefore = _views.LastSession;
        foreach (var trader in All().ToList())
        {
            if (!trader.Link.Told.IsWithin(last))
                trader.Link.Told = last;
            trader.Sessions.RemoveWhere(session => session.Value > _lastBefore.Value && Forget(session, trader));
        }
    }

    /// <summary>A session stands.</summary>
    public void Add(FixTrader trader)
    {
        // Where its store could not be opened, or its key was not there, when the process began, its orders of before are its own all the same.
        if (!trader.IsRecalled && Records is { } records)
        {
            trader.IsRecalled = true;
            foreach (var former in records.Sessions.Of(trader.Link.Key.Id).Where(former => former.Value <= _lastBefore.Value && !_sessions.ContainsKey(former)))
                Map(former, trader);
        }

        // What has no live order any more will never be told of again. Looked at as often as the sessions have doubled, since looking costs as much as there are orders.
        if (trader.Sessions.Count >= trader.SessionsToLookAt)
        {
            FindLive(trader.Owner);
            trader.Sessions.RemoveWhere(session => !_live.Contains(session) && Forget(session, trader));
            trader.SessionsToLookAt = Math.Max(FixTrader.FirstLook, 2 * trader.Sessions.Count);
        }

        Records?.Begin();
        Map(trader.Link.Session, trader);
        Copy(trader);
        // All up to here was told by this thread, or is none of this session's: a start must not tell it.
        trader.Link.Told = FixCause.Through(_views.Sequence);
    }

    private void Map(SessionId session, FixTrader trader)
    {
        trader.Sessions.Add(session);
        _sessions[session] = trader;
    }

    /// <summary>The session is not this trader's any more; true always. It may be another's by now.</summary>
    private bool Forget(SessionId session, FixTrader trader)
    {
        if (_sessions.GetValueOrDefault(session) == trader)
            _sessions.Remove(session);
        return true;
    }

    private IEnumerable<FixTrader> All() => _sessions.Values.Concat(_copies.Values.SelectMany(readers => readers)).Distinct();

    private void Copy(FixTrader trader)
    {
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

    /// <summary>OrderMassStatusRequest, the first step: the live orders of the owner, or those of one instrument.</summary>
    public List<(OrderState Order, OrderId Id)> LiveOf(FixTrader trader, Text36 symbol)
    {
        var found = new List<(OrderState Order, OrderId Id)>();
        for (var order = _views.Orders.Live(trader.Owner)?.First; order is not null; order = order.OwnerNext)
        {
            if (symbol.IsEmpty || order.Picture.Instrument.Symbol == symbol)
                found.Add((order, order.Picture.OrderId));
        }

        return found;
    }

    /// <summary>OrderMassStatusRequest, the further steps: a report for each of some of these orders, as they stand now, or one that says that there is none.</summary>
    public void TellStatuses(FixTrader trader, byte[] id, Text36 symbol, List<(OrderState Order, OrderId Id)> found, int from, int count)
    {
        for (var i = from; i < Math.Min(from + count, found.Count); i++)
        {
            var (order, orderId) = found[i];
            var isLast = i == found.Count - 1;
            // One that has ended meanwhile is told as ended, and of one that is not even remembered nothing is known any more.
            trader.Link.TryTell(order.Picture.OrderId == orderId
                ? _reports.Status(in order.Picture, trader.Account, _views.Sequence, Tag.MassStatusReqId, id, found.Count, isLast)
                : _reports.Unlisted(id, orderId, found.Count, isLast, _views.Time, trader.Account));
        }

        if (found.Count == 0)
            trader.Link.TryTell(_reports.NoOrders(id, symbol, _views.Time, trader.Account));
        trader.Link.Flush(here: false);
    }

    private OwnerId OwnerOf(OrderId order) => _views.Orders.Find(order)?.Picture.Owner ?? default;

    private void FindLive(OwnerId owner)
    {
        _live.Clear();
        for (var order = _views.Orders.Live(owner)?.First; order is not null; order = order.OwnerNext)
            _live.Add(order.Picture.Session);
    }

    private void TellTaker(in ExchangeEvent e)
    {
        if (_views.Orders.Find(e.OrderId) is not { } taker || !FixDeferredFill.IsUncertain(in e, in taker.Picture))
        {
            Tell(in e, e.Owner, e.OrderId, isMaker: false);
            return;
        }

        if (_deferred.IsPending)
            TellDeferred(OrderStatus.Filled);
        _deferred.Hold(in e, _index, in taker.Picture);
    }

    private void TellDeferred(OrderStatus status)
    {
        _deferred.Release(status);
        // Told here, and so stored here: under its own place it would come after what is behind it.
        ref readonly var e = ref _deferred.Event;
        Tell(in e, e.Owner, _deferred.Order, new FixTelling(FixCause.Released(e.Sequence, _index), _deferred.Index, IsMaker: false));
    }

    private void Tell(in ExchangeEvent e, OwnerId owner, OrderId orderId, bool isMaker) =>
        Tell(in e, owner, _views.Orders.Find(orderId), new FixTelling(FixCause.Of(e.Sequence, _index, isMaker), _index, isMaker));

    private void Tell(in ExchangeEvent e, OwnerId owner, OrderState? order, in FixTelling told)
    {
        var isMaker = told.IsMaker;
        var answered = _request is { } request && request.Trader.Owner == owner && !isMaker && TryAnswer(in e, request.Trader, order, told) ? request.Trader : null;
        var session = e.Kind is EventKind.OrderAccepted or EventKind.OrderRejected ? e.Session : order?.Picture.Session ?? default;
        // A number may be given again after the journal's end was lost: whose order it is decides.
        var own = _sessions.TryGetValue(session, out var trader) && trader.Owner == owner ? trader : null;
        if (own is not null)
        {
            Remember(in e, own, order, isMaker);
            if (own != answered && !IsTold(own, told.Cause))
                Report(in e, own, order, default, told, isCopy: false);
        }

        if (!_copies.TryGetValue(owner, out var copies))
            return;
        foreach (var reader in copies)
        {
            if (reader != own && reader != answered && !IsTold(reader, told.Cause))
                Report(in e, reader, order, default, told, isCopy: true);
        }
    }

    // Asked of the store only while the journal is replayed: what comes later nobody has been told.
    private bool IsTold(FixTrader trader, FixCause cause) => _isRecovering && cause.IsWithin(trader.Link.Told);

    /// <summary>What a request is answered with: its refusal, or what became of the order it names. False for all that follows from it.</summary>
    private bool TryAnswer(in ExchangeEvent e, FixTrader reader, OrderState? order, in FixTelling told)
    {
        var request = _request!;
        switch (e.Kind)
        {
            case EventKind.OrderRejected:
                Send(reader, _reports.Rejection(in e, told.Index, _views.Find(e.Instrument)?.Instrument, reader.Account, isCopy: false), told.Cause);
                return true;
            case EventKind.OrderDuplicate when order is null || !request.PossResend:
                Send(reader, _reports.Rejection(in e, told.Index, _views.Find(e.Instrument)?.Instrument, reader.Account, isCopy: false), told.Cause);
                return true;
            case EventKind.OrderDuplicate:
                Send(reader, _reports.Status(in order.Picture, reader.Account, e.Sequence), told.Cause);
                return true;
            case EventKind.CommandRejected when e.RefusedKind == CommandKind.MassCancel:
            case EventKind.MassCanceled:
                Send(reader, _reports.MassCancel(in e, request, _views.Find(e.Instrument)?.Instrument), told.Cause);
                return true;
            case EventKind.CommandRejected:
                // A number may be anybody's: of others' orders nothing is told, not even that there are such.
                var named = order?.Picture.Owner == reader.Owner ? order : request.OrigClOrdId.IsEmpty ? null : _views.Orders.Find(reader.Owner, request.OrigClOrdId);
                Send(reader, _reports.CancelReject(in e, request, named), told.Cause);
                return true;
            case EventKind.OrderCanceled or EventKind.OrderReplaced when request.Kind is CommandKind.CancelOrder or CommandKind.ReplaceOrder && _answered == OrderId.None && order is not null:
                _answered = e.OrderId;
                Report(in e, reader, order, new FixTold(request.ClOrdId, request.OrigClOrdId, IsMaker: false, IsCopy: false), told, isCopy: false);
                return true;
            default:
                return false;
        }
    }

    private void Report(in ExchangeEvent e, FixTrader reader, OrderState? order, FixTold names, in FixTelling told, bool isCopy)
    {
        if (e.Kind == EventKind.OrderRejected)
        {
            Send(reader, _reports.Rejection(in e, told.Index, _views.Find(e.Instrument)?.Instrument, reader.Account, isCopy), told.Cause);
            return;
        }

        if (order is null)
            return;
        if (names.ClOrdId.IsEmpty)
            names = new FixTold(order.Picture.ClientOrderId, Text36.Empty, told.IsMaker, isCopy);
        if (_reports.Execution(in e, told.Index, in order.Picture, reader.Account, in names) is { } report)
            Send(reader, report, told.Cause);
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

    private void Send(FixTrader trader, FixWriter message, FixCause cause)
    {
        trader.Link.Send(message, flush: false, cause);
        Signal(trader);
    }

    private void Signal(FixTrader trader)
    {
        if (trader.IsToFlush)
            return;
        trader.IsToFlush = true;
        _toFlush.Add(trader);
    }

    /// <summary>An event on its way to its readers: what it is stored under, its place in its command, and whose side of a trade it is.</summary>
    private readonly record struct FixTelling(FixCause Cause, int Index, bool IsMaker);
}
