using Rialto.Model.Units;

namespace Rialto.Venue.Baskets;

/// <summary>The client basket ids of the last baskets that were executed, so that none is executed twice (baskets.md, section 1). Whoever has many makes room for others: nobody pushes out what an owner of fewer has.</summary>
internal sealed class BasketNames
{
    /// <summary>How many are remembered of one owner.</summary>
    public const int MaxOfOwner = 1_024;

    /// <summary>How many are remembered of all owners together.</summary>
    public const int MaxInAll = 65_536;

    private readonly HashSet<(int Owner, Text36 Name)> _known = [];
    private readonly LinkedList<(int Owner, Text36 Name)> _all = [];
    private readonly Dictionary<int, Queue<LinkedListNode<(int Owner, Text36 Name)>>> _byOwner = [];
    private readonly SortedSet<(int Count, int Owner)> _counts = [];

    /// <summary>How many are remembered.</summary>
    public int Count => _all.Count;

    /// <summary>All of them, in the order in which they were executed.</summary>
    public IEnumerable<(int Owner, Text36 Name)> All => _all;

    public bool Contains(int owner, in Text36 name) => _known.Contains((owner, name));

    /// <summary>How many are remembered of an owner.</summary>
    public int CountOf(int owner) => _byOwner.TryGetValue(owner, out var names) ? names.Count : 0;

    /// <summary>A basket of this name, which is not remembered, was executed.</summary>
    public void Add(int owner, in Text36 name)
    {
        if (!_byOwner.TryGetValue(owner, out var names))
            _byOwner.Add(owner, names = []);
        _known.Add((owner, name));
        Recount(owner, names.Count, names.Count + 1);
        names.Enqueue(_all.AddLast((owner, name)));
        if (names.Count > MaxOfOwner)
            Forget(owner);
        else if (_all.Count > MaxInAll)
            Forget(_counts.Max.Owner);
    }

    /// <summary>The oldest of an owner.</summary>
    private void Forget(int owner)
    {
        var names = _byOwner[owner];
        Recount(owner, names.Count, names.Count - 1);
        var oldest = names.Dequeue();
        _known.Remove(oldest.Value);
        _all.Remove(oldest);
        if (names.Count == 0)
            _byOwner.Remove(owner);
    }

    private void Recount(int owner, int before, int now)
    {
        _counts.Remove((before, owner));
        if (now != 0)
            _counts.Add((now, owner));
    }
}
