using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What the events say of one algo order. Immutable, so that it may be handed to other threads.</summary>
/// <param name="Accepted">Its <c>AlgoAccepted</c>.</param>
/// <param name="Changed">Its last <c>AlgoStateChanged</c>; default before the first.</param>
/// <param name="Sliced">Its last <c>AlgoSliced</c>; default before the first.</param>
/// <param name="Progressed">Its last <c>AlgoProgressed</c>; default before the first.</param>
/// <param name="ChildCount">How many children it has entered.</param>
internal sealed record AlgoPicture(ExchangeEvent Accepted, ExchangeEvent Changed, ExchangeEvent Sliced, ExchangeEvent Progressed, long ChildCount)
{
    public AlgoId Id => Accepted.AlgoId;

    public AlgoState State => Changed.Kind == EventKind.AlgoStateChanged ? Changed.AlgoState : AlgoState.Scheduled;

    public bool HasEnded => State == AlgoState.Ended;

    /// <summary>The event that told of it last.</summary>
    public ExchangeEvent Latest
    {
        get
        {
            var latest = Accepted;
            foreach (var e in (ReadOnlySpan<ExchangeEvent>)[Changed, Sliced, Progressed])
                if (e.Sequence > latest.Sequence)
                    latest = e;
            return latest;
        }
    }
}

/// <summary>Algo orders as their events tell of them: all that are live, the last that ended, and whose child an order is. Owned by the fan-out thread.</summary>
internal sealed class AlgosView
{
    /// <summary>How many that ended are kept.</summary>
    public const int MaxEnded = 1_000;

    /// <summary>How many children of one algo order are kept, the newest.</summary>
    public const int MaxChildren = 100;

    private readonly SortedDictionary<long, AlgoPicture> _algos = [];
    private readonly Dictionary<long, Queue<OrderId>> _children = [];
    private readonly Dictionary<OrderId, AlgoId> _parents = [];
    private readonly Queue<long> _ended = [];

    /// <summary>Those that are known, ascending by number.</summary>
    public IReadOnlyCollection<AlgoPicture> All => _algos.Values;

    public AlgoPicture? Find(AlgoId id) => _algos.GetValueOrDefault(id.Value);

    /// <summary>A live one by its client algo id, else the last that ended.</summary>
    public AlgoPicture? Find(OwnerId owner, Text36 name)
    {
        AlgoPicture? found = null;
        foreach (var algo in _algos.Values)
            if (algo.Accepted.Owner == owner && algo.Accepted.ClientOrderId == name && (found is null || found.HasEnded))
                found = algo;
        return found;
    }

    /// <summary>The algo order that entered an order; none where nobody did, or it is too long ago.</summary>
    public AlgoId ParentOf(OrderId order) => _parents.GetValueOrDefault(order);

    /// <summary>The last children of an algo order, oldest first.</summary>
    public IReadOnlyCollection<OrderId> ChildrenOf(AlgoId id) => _children.TryGetValue(id.Value, out var children) ? children : [];

    public void Apply(in ExchangeEvent e)
    {
        if (e.Kind == EventKind.AlgoAccepted)
        {
            _algos[e.AlgoId.Value] = new AlgoPicture(e, default, default, default, 0);
            return;
        }

        if (e.Kind == EventKind.VolumeCurveSet || Find(e.AlgoId) is not { } algo)
            return;
        _algos[e.AlgoId.Value] = e.Kind switch
        {
            EventKind.AlgoStateChanged => algo with { Changed = e },
            EventKind.AlgoProgressed => algo with { Progressed = e },
            _ => algo with { Sliced = e, ChildCount = algo.ChildCount + (e.OrderId == OrderId.None ? 0 : 1) },
        };
        if (e.Kind == EventKind.AlgoSliced && e.OrderId != OrderId.None)
            AddChild(e.AlgoId, e.OrderId);
        if (e is { Kind: EventKind.AlgoStateChanged, AlgoState: AlgoState.Ended })
            Ended(e.AlgoId.Value);
    }

    /// <summary>Puts a saved one back, in the order in which they were saved.</summary>
    public void Restore(AlgoPicture algo, IEnumerable<OrderId> children)
    {
        _algos[algo.Id.Value] = algo;
        foreach (var child in children)
            AddChild(algo.Id, child);
    }

    /// <summary>Numbers of those that ended, in the order in which they did.</summary>
    public IReadOnlyCollection<long> EndedInOrder => _ended;

    /// <summary>It has ended.</summary>
    public void Ended(long id)
    {
        _ended.Enqueue(id);
        if (_ended.Count <= MaxEnded)
            return;
        var forgotten = _ended.Dequeue();
        _algos.Remove(forgotten);
        if (!_children.Remove(forgotten, out var children))
            return;
        foreach (var child in children)
            _parents.Remove(child);
    }

    private void AddChild(AlgoId id, OrderId child)
    {
        if (!_children.TryGetValue(id.Value, out var children))
            _children.Add(id.Value, children = []);
        children.Enqueue(child);
        _parents[child] = id;
        if (children.Count > MaxChildren)
            _parents.Remove(children.Dequeue());
    }
}
