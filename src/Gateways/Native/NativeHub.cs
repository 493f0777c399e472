using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;

namespace Rialto.Gateways.Native;

/// <summary>
/// Gives each event to the native sessions it concerns: as the answer to a request, as news of the session's or the owner's orders, as market data.
/// Owned by the fan-out thread; sessions come, go and subscribe through <c>FanOut.AskAsync</c>.
/// </summary>
internal sealed class NativeHub(ExchangeViews views) : IEventListener
{
    private const int MaxSentHere = 2;

    private readonly Dictionary<SessionId, NativeSession> _sessions = [];
    private readonly Dictionary<OwnerId, List<NativeSession>> _owners = [];
    private readonly List<NativeSession> _marketReaders = [];
    private readonly NativeDropCopy _dropCopy = new(views);
    private readonly HashSet<InstrumentView> _changed = [];
    private readonly HashSet<NativeSession> _toSignal = [];
    private NativeCommand? _request;
    private ExchangeEvent _held;
    private bool _holds;
    private Timestamp _time;

    public void OnCommandBegin(PendingCommand? waiter)
    {
        _request = waiter as NativeCommand;
        _holds = false;
    }

    public void On(in ExchangeEvent e)
    {
        _time = e.Time;
        if (_sessions.Count == 0)
            return;
        if (e.Kind == EventKind.Trade)
        {
            ToOwner(in e, e.Owner, e.OrderId, isMaker: false);
            ToOwner(in e, e.MakerOwner, e.MakerOrderId, isMaker: true);
        }
        else if (NativeOrderEvent.IsOrderEvent(e.Kind))
        {
            ToOwner(in e, e.Owner.Value != 0 ? e.Owner : OwnerOf(e.OrderId), e.OrderId, isMaker: false);
        }

        if (_marketReaders.Count == 0)
            return;
        if (!e.IsAboutAccounts)
            ToMarket(in e);
        if (e.Kind >= EventKind.Deposited)
            CopyToReaders(in e);
        if (views.Guards.TryEndedBy(in e, out var over))
            CopyToReaders(in over);
    }

    public void OnCommandEnd(long sequence)
    {
        // The answer's last frame says that it is the last, even where the command's last event is somebody else's.
        if (_holds)
            SendHeld(isLast: true);
        _request = null;
        foreach (var view in _changed)
        {
            var changes = view.Book.Changes(sequence);
            if (changes.Count == 0)
                continue;
            foreach (var session in _marketReaders)
            {
                if (!session.Wants(NativeChannel.Levels, view.Instrument.Id))
                    continue;
                session.Outbox.Merge(view.Instrument.Id, changes, sequence, _time);
                _toSignal.Add(session);
            }
        }

        _changed.Clear();
    }

    public void OnBatchEnd()
    {
        // One or two are written to here, which is the shortest way; where there are many, the pool writes.
        var here = _toSignal.Count <= MaxSentHere;
        foreach (var session in _toSignal)
            session.Sender.Send(here);
        _toSignal.Clear();
    }

    /// <summary>A session stands.</summary>
    public void Add(NativeSession session)
    {
        _sessions.Add(session.Id, session);
        if (!_owners.TryGetValue(session.Key.Owner, out var owned))
            _owners.Add(session.Key.Owner, owned = []);
        owned.Add(session);
    }

    /// <summary>A session has ended.</summary>
    public void Remove(NativeSession session)
    {
        foreach (var (channel, instrument) in session.Subscriptions)
            Track(channel, instrument, begins: false);
        session.Subscriptions.Clear();
        _marketReaders.Remove(session);
        if (!_sessions.Remove(session.Id))
            return;
        var owned = _owners[session.Key.Owner];
        owned.Remove(session);
        if (owned.Count == 0)
            _owners.Remove(session.Key.Owner);
    }

    /// <summary>Begins a stream: mark, snapshot where there is one, end of snapshot. Repeating it gives a fresh snapshot.</summary>
    public void Subscribe(NativeSession session, NativeSubscribe asked, uint requestId)
    {
        var isNew = session.Subscriptions.Add((asked.Channel, asked.Instrument));
        if (isNew)
            Track(asked.Channel, asked.Instrument, begins: true);
        if (!_marketReaders.Contains(session))
            _marketReaders.Add(session);
        session.Send(new NativeStreamMark(asked.Instrument, asked.Channel, On: true, views.Sequence), NativeType.Subscription, requestId);
        foreach (var view in views.Instruments)
        {
            if (!asked.Covers(view.Instrument.Id))
                continue;
            switch (asked.Channel)
            {
                case NativeChannel.Levels:
                    SendLevels(session, view);
                    break;
                case NativeChannel.Orders:
                    SendOrders(session, view, view.Book.Bids);
                    SendOrders(session, view, view.Book.Asks);
                    break;
                case NativeChannel.Instruments:
                    session.Send(new NativeInstrument(view.Instrument, view.State, views.Sequence));
                    break;
            }
        }

        if (asked.Channel == NativeChannel.Halts)
            _dropCopy.SendHalts(session, asked);
        else if (asked.Channel == NativeChannel.Account)
            _dropCopy.SendAccount(session);
        if (asked.Channel is not (NativeChannel.Trades or NativeChannel.OwnOrders))
            session.Send(new NativeStreamMark(asked.Instrument, asked.Channel, On: true, views.Sequence), NativeType.SnapshotEnd, 0);
        session.Sender.Send(here: false);
    }

    /// <summary>Ends a stream.</summary>
    public void Unsubscribe(NativeSession session, NativeSubscribe asked, uint requestId)
    {
        if (session.Subscriptions.Remove((asked.Channel, asked.Instrument)))
            Track(asked.Channel, asked.Instrument, begins: false);
        if (session.Subscriptions.Count == 0)
            _marketReaders.Remove(session);
        session.Send(new NativeStreamMark(asked.Instrument, asked.Channel, On: false, views.Sequence), NativeType.Subscription, requestId);
        session.Sender.Send(here: false);
    }

    private void Track(NativeChannel channel, InstrumentId instrument, bool begins)
    {
        if (channel != NativeChannel.Levels)
            return;
        foreach (var view in views.Instruments)
        {
            if (instrument.Value == 0 || instrument == view.Instrument.Id)
                view.Book.Track(begins);
        }
    }

    private OwnerId OwnerOf(OrderId order) => views.Orders.Find(order)?.Picture.Owner ?? default;

    private void ToOwner(in ExchangeEvent e, OwnerId owner, OrderId order, bool isMaker)
    {
        if (!_owners.TryGetValue(owner, out var owned))
            return;
        var session = e.Session.Value != 0 && e.Kind != EventKind.Trade ? e.Session : views.Orders.Find(order)?.Picture.Session ?? default;
        foreach (var reader in owned)
        {
            if (_request is not null && reader == _request.Session)
                Answer(in e, isMaker);
            else if (reader.Id == session || reader.Wants(NativeChannel.OwnOrders, e.Instrument))
                SendPrivate(reader, in e, isMaker, 0);
        }
    }

    // The last frame of an answer is known only at the command's end, so each frame waits for the next one.
    private void Answer(in ExchangeEvent e, bool isMaker)
    {
        if (_holds)
            SendHeld(isLast: false);
        if (isMaker)
        {
            SendPrivate(_request!.Session, in e, isMaker: true, _request.RequestId);
            return;
        }

        _held = e;
        _holds = true;
    }

    private void SendHeld(bool isLast)
    {
        _holds = false;
        _held.Flags = isLast ? _held.Flags | EventFlags.LastOfCommand : _held.Flags & ~EventFlags.LastOfCommand;
        SendPrivate(_request!.Session, in _held, isMaker: false, _request.RequestId);
    }

    private void SendPrivate(NativeSession session, in ExchangeEvent e, bool isMaker, uint requestId)
    {
        Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
        var length = e.Kind != EventKind.Trade ? NativeOrderEvent.Encode(in e, requestId, frame)
            : isMaker ? NativeFill.OfMaker(in e).Encode(requestId, frame) : NativeFill.OfTaker(in e).Encode(requestId, frame);
        session.Outbox.Append(frame[..length]);
        _toSignal.Add(session);
    }

    private void ToMarket(in ExchangeEvent e)
    {
        if (views.Find(e.Instrument) is not { } view)
            return;
        _changed.Add(view);
        Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
        switch (e.Kind)
        {
            case EventKind.Trade:
                Broadcast(NativeChannel.Trades, view.Instrument.Id, frame[..NativeTrade.Of(in e).Encode(frame)]);
                break;
            case EventKind.InstrumentDefined:
                foreach (var session in _marketReaders)
                {
                    if (session.Subscriptions.Contains((NativeChannel.Levels, InstrumentId.None)))
                        view.Book.Track(begins: true);
                }

                Broadcast(NativeChannel.Instruments, view.Instrument.Id, frame[..new NativeInstrument(view.Instrument, view.State, e.Sequence).Encode(0, frame)]);
                break;
            case EventKind.InstrumentStateChanged:
                Broadcast(NativeChannel.Instruments, view.Instrument.Id, frame[..new NativeInstrument(view.Instrument, view.State, e.Sequence).Encode(0, frame)]);
                break;
            case EventKind.AuctionIndicative or EventKind.AuctionUncrossed:
                Broadcast(NativeChannel.Instruments, view.Instrument.Id, frame[..NativeAuction.Of(in e).Encode(frame)]);
                break;
        }

        ToBookReaders(in e, frame);
    }

    private void CopyToReaders(in ExchangeEvent e)
    {
        if (NativeDropCopy.IsAbout(e.Kind))
        {
            CopyToOwner(in e, e.Owner);
            if (NativeDropCopy.Other(in e) is { Value: not 0 } other)
                CopyToOwner(in e, other);
        }
        else if (NativeHalt.TryOf(in e, out var halt))
        {
            Span<byte> frame = stackalloc byte[NativeHalt.FrameBytes];
            Broadcast(NativeChannel.Halts, e.Instrument, frame[..halt.Encode(frame)]);
        }
    }

    private void CopyToOwner(in ExchangeEvent e, OwnerId owner)
    {
        if (!_owners.TryGetValue(owner, out var owned))
            return;
        Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
        var length = 0;
        foreach (var session in owned)
        {
            if (!session.Wants(NativeChannel.Account))
                continue;
            if (length == 0 && (length = _dropCopy.Encode(in e, owner, frame)) == 0)
                return;
            session.Outbox.Append(frame[..length]);
            _toSignal.Add(session);
        }
    }

    private void ToBookReaders(in ExchangeEvent e, Span<byte> frame)
    {
        Span<BookOrderChange> changes = stackalloc BookOrderChange[BookOrderChange.MaxPerEvent];
        var count = BookOrderChange.Of(in e, views.Orders, changes);
        var marks = e.IsLastOfCommand ? NativeMarks.LastOfCommand : NativeMarks.None;
        foreach (ref readonly var change in changes[..count])
        {
            var action = change.Action switch
            {
                BookOrderAction.Add => NativeBookAction.Add,
                BookOrderAction.Change => NativeBookAction.Change,
                _ => NativeBookAction.Remove,
            };
            var message = new NativeBookOrder(new NativeMoment(e.Sequence, e.Time, change.Side, marks, e.Instrument), action, change.OrderId, change.Price, change.Shown);
            Broadcast(NativeChannel.Orders, e.Instrument, frame[..message.Encode(frame)]);
        }
    }

    private void Broadcast(NativeChannel channel, InstrumentId instrument, ReadOnlySpan<byte> frame)
    {
        foreach (var session in _marketReaders)
        {
            // What is about no instrument is about all: whoever has the channel gets it.
            if (!session.Wants(channel, instrument) && (instrument.Value != 0 || !session.Wants(channel)))
                continue;
            session.Outbox.Append(frame);
            _toSignal.Add(session);
        }
    }

    private void SendLevels(NativeSession session, InstrumentView view)
    {
        session.Outbox.ForgetLevels(view.Instrument.Id);
        Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
        foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            var levels = view.Book.Of(side);
            for (var rank = 0; rank < levels.Count; rank++)
            {
                var level = levels[rank];
                var moment = new NativeMoment(views.Sequence, views.Time, side, NativeMarks.Snapshot, view.Instrument.Id);
                session.Outbox.Append(frame[..new NativeLevel(moment, level.Price, level.Quantity, level.Orders).Encode(frame)]);
            }
        }
    }

    private void SendOrders(NativeSession session, InstrumentView view, BookSide side)
    {
        Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
        for (var rank = 0; rank < side.Count; rank++)
        {
            for (var order = side[rank].First; order is not null; order = order.LevelNext)
            {
                var moment = new NativeMoment(views.Sequence, views.Time, order.Picture.Side, NativeMarks.Snapshot, view.Instrument.Id);
                session.Outbox.Append(frame[..new NativeBookOrder(moment, NativeBookAction.Add, order.Picture.OrderId, order.Picture.Price, order.Shown).Encode(frame)]);
            }
        }
    }
}
