using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters.Connections;

/// <summary>Reads outlets as the hub does, each to the end of a frame, into books of its own.</summary>
internal sealed class OutletReader
{
    private readonly List<FeedOutlet> _outlets = [];
    private readonly FeedEvent[] _span;
    private readonly List<FeedEvent> _frame = [];

    public OutletReader(int spanLength = 64) => _span = new FeedEvent[spanLength];

    public FeedLog Log { get; } = new();

    /// <summary>Whether <see cref="Events"/> are kept.</summary>
    public bool IsBrief { get; init; }

    /// <summary>Every event read.</summary>
    public List<FeedEvent> Events { get; } = [];

    /// <summary>Outlets that are not finished.</summary>
    public int Open => _outlets.Count;

    public IReadOnlyList<FeedOutlet> Outlets => _outlets;

    public FeedOutlet Add(FeedOutlet outlet)
    {
        lock (_outlets)
            _outlets.Add(outlet);
        return outlet;
    }

    /// <summary>Reads whatever is there; newest outlet first, which must not matter.</summary>
    public int Read()
    {
        var total = 0;
        for (var i = _outlets.Count - 1; i >= 0; i--)
        {
            total += Read(_outlets[i], int.MaxValue);
            if (_outlets[i].IsFinished)
                _outlets.RemoveAt(i);
        }

        return total;
    }

    /// <summary>Reads one outlet, so many spans at most and then to the end of the frame.</summary>
    public int Read(FeedOutlet outlet, int spans)
    {
        var total = 0;
        while (spans-- > 0 || _frame.Count > 0)
        {
            var count = outlet.Read(_span);
            if (count == 0)
            {
                Assert.True(_frame.Count == 0, "a frame was cut, and its rest was not there");
                return total;
            }

            total += count;
            foreach (ref readonly var told in _span.AsSpan(0, count))
                Take(in told);
        }

        return total;
    }

    private void Take(in FeedEvent told)
    {
        Assert.Equal(_frame.Count == 0, (told.Flags & FeedEventFlags.FirstOfFrame) != 0);
        if (!IsBrief)
            Events.Add(told);
        _frame.Add(told);
        Log.Claim() = told;
        if ((told.Flags & FeedEventFlags.LastOfFrame) == 0)
            return;
        Log.EndFrame();
        _frame.Clear();
    }
}
