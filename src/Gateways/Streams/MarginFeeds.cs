using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Streams;

/// <summary>Who has subscribed to positions and marks, and the hand-over of events to them; a part of the <see cref="StreamHub"/>, on its thread.</summary>
internal sealed class MarginFeeds(ExchangeViews views)
{
    private readonly Dictionary<OwnerId, List<Subscription>> _positions = [];
    private readonly List<Subscription> _marks = [];
    private readonly SortedSet<int> _touched = [];

    public bool IsEmpty => _positions.Count == 0 && _marks.Count == 0;

    public void Add(Subscription subscription)
    {
        if (subscription.Channel == StreamChannel.Mark)
        {
            _marks.Add(subscription);
            foreach (var contract in views.Margin.Contracts.Keys)
                SendMark(subscription, new InstrumentId(contract));
            return;
        }

        var owner = subscription.Connection.Key!.Owner;
        if (!_positions.TryGetValue(owner, out var feed))
            _positions.Add(owner, feed = []);
        feed.Add(subscription);
        // In its turn among the changes: what is queued before it is in it already, what comes after is not.
        subscription.Connection.Queue(OutboxKind.Positions, new PositionsPicture([.. PositionPicture.All(views, owner).Where(position => position.IsOpen)], views.Sequence, views.Time));
    }

    public void Remove(Subscription subscription)
    {
        if (subscription.Channel == StreamChannel.Mark)
        {
            _marks.Remove(subscription);
            return;
        }

        var owner = subscription.Connection.Key!.Owner;
        if (_positions.TryGetValue(owner, out var feed) && feed.Remove(subscription) && feed.Count == 0)
            _positions.Remove(owner);
    }

    /// <summary>An event of contracts.</summary>
    public void On(in ExchangeEvent e, HashSet<StreamConnection> toSignal)
    {
        if (e.Instrument.Value != 0 && e.Kind is EventKind.ContractSet or EventKind.MarkPriceSet or EventKind.FundingPaid)
            _touched.Add(e.Instrument.Value);
        if (e.Owner.Value == 0 || e.Kind < EventKind.PositionChanged || _positions.Count == 0)
            return;
        foreach (var owner in MarginTable.Concerned(in e))
        {
            if (!_positions.TryGetValue(owner, out var feed))
                continue;
            object? picture = e.Kind == EventKind.PositionChanged && views.Margin.Find(owner)?.Positions.GetValueOrDefault(e.Instrument.Value) is { } view ? PositionPicture.Take(views, owner, view) : null;
            foreach (var subscription in feed)
            {
                subscription.Connection.Queue(OutboxKind.Position, in e, picture);
                toSignal.Add(subscription.Connection);
            }
        }
    }

    /// <summary>The command is over: contracts it touched are told as they stand now.</summary>
    public void OnCommandEnd(HashSet<StreamConnection> toSignal)
    {
        if (_touched.Count == 0)
            return;
        foreach (var contract in _touched)
        {
            foreach (var subscription in _marks)
            {
                if (SendMark(subscription, new InstrumentId(contract)))
                    toSignal.Add(subscription.Connection);
            }
        }

        _touched.Clear();
    }

    private bool SendMark(Subscription subscription, InstrumentId contract)
    {
        if ((subscription.Instrument is not null && subscription.Instrument.Id != contract) || ContractPicture.Take(views, contract) is not { } picture)
            return false;
        subscription.Connection.Queue(OutboxKind.Mark, default, picture);
        return true;
    }
}
