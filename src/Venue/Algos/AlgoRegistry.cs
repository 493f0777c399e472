using Rialto.Model.Units;

namespace Rialto.Venue.Algos;

/// <summary>The live algo orders, their children, and those that a command touched.</summary>
internal sealed class AlgoRegistry
{
    /// <summary>How many may be live.</summary>
    public const int MaxLive = 1_024;

    /// <summary>How many of one owner may be live.</summary>
    public const int MaxLiveOfOwner = 64;

    private readonly List<AlgoOrder> _touched = [];
    private readonly Dictionary<long, AlgoOrder> _children = [];

    /// <summary>Ascending by number.</summary>
    public List<AlgoOrder> Live { get; } = [];

    /// <summary>The number of the last one.</summary>
    public long LastId { get; set; }

    /// <summary>One began to wait for a time outside of AdvanceTime.</summary>
    public bool HasNewDeadline { get; set; }

    public bool HasTouched => _touched.Count != 0;

    public bool HasChildren => _children.Count != 0;

    /// <summary>The earliest time at which one does something; zero is never.</summary>
    public long NextDeadlineNs
    {
        get
        {
            var next = 0L;
            foreach (var algo in Live)
                next = next == 0 ? algo.NextNs : Math.Min(next, algo.NextNs);
            return next;
        }
    }

    public AlgoOrder? Find(long id) => Live.Find(algo => algo.Id == id);

    public AlgoOrder? Find(int owner, in Text36 name)
    {
        if (name.IsEmpty)
            return null;
        foreach (var algo in Live)
            if (algo.Wish.Owner == owner && algo.Wish.Name == name)
                return algo;
        return null;
    }

    public int CountOf(int owner)
    {
        var count = 0;
        foreach (var algo in Live)
            count += algo.Wish.Owner == owner ? 1 : 0;
        return count;
    }

    public bool IsChild(long orderId) => _children.ContainsKey(orderId);

    /// <summary>The order is, or is about to be, the algo order's child.</summary>
    public void Adopt(AlgoOrder algo, long orderId)
    {
        algo.Child = orderId;
        _children.Add(orderId, algo);
    }

    /// <summary>It has no child any more.</summary>
    public void Disown(AlgoOrder algo)
    {
        if (algo.Child != 0)
            _children.Remove(algo.Child);
        algo.Child = 0;
    }

    /// <summary>An order traded that may be a child.</summary>
    public void Traded(long orderId, long price, long quantity)
    {
        if (!_children.TryGetValue(orderId, out var algo))
            return;
        algo.Fill(price, quantity);
        Touch(algo);
    }

    public void Touch(AlgoOrder algo)
    {
        if (algo.IsTouched)
            return;
        algo.IsTouched = true;
        _touched.Add(algo);
    }

    /// <summary>Those that the command touched, ascending by number; they are forgotten with <see cref="ForgetTouched"/>.</summary>
    public List<AlgoOrder> TakeTouched()
    {
        _touched.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return _touched;
    }

    public void ForgetTouched()
    {
        foreach (var algo in _touched)
            algo.IsTouched = false;
        _touched.Clear();
    }
}
