using System.Runtime.InteropServices;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>The last trades told of each listing, kept while another link overlaps: what that one has of the same trades is not told twice.</summary>
internal sealed class TradeMarks
{
    // Of venues without numbers, in one second of theirs at most; what comes beyond it may be told twice.
    private const int AlikeMax = 4_096;

    private readonly Dictionary<int, Told> _last = [];
    private volatile bool _isOn;

    /// <summary>Whether they are kept.</summary>
    public bool IsOn => _isOn;

    /// <summary>Keeps them from now on. Any thread.</summary>
    public void Start() => _isOn = true;

    /// <summary>Keeps a trade. The thread that tells it.</summary>
    public void Take(in FeedEvent told)
    {
        if (told.Kind != FeedEventKind.Trade)
            return;
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, told.Listing.Value, out _);
        last ??= new Told();
        last.Take(in told);
    }

    /// <summary>
    /// Whether a trade was told, or came before one that was: by its number; where the venue has none, by its time. Of several at the same time each that was told stands for one that is alike,
    /// and only for one: two equal trades of one moment are two. Once nothing more is taken, and once for each trade.
    /// </summary>
    public bool Has(in FeedEvent told) => _last.TryGetValue(told.Listing.Value, out var last) && last.Has(in told);

    private sealed class Told
    {
        // All of the same time, the newest that was told; of trades with numbers the last alone.
        private readonly List<FeedEvent> _newest = [];
        private FeedEvent _last;

        public void Take(in FeedEvent told)
        {
            if (told.TradeId != 0 || told.EventTime != _last.EventTime)
                _newest.Clear();
            if (_newest.Count < AlikeMax)
                _newest.Add(told);
            _last = told;
        }

        public bool Has(in FeedEvent told)
        {
            if (told.TradeId != 0 && _last.TradeId != 0)
                return told.TradeId <= _last.TradeId;
            if (told.EventTime != _last.EventTime)
                return told.EventTime < _last.EventTime;
            for (var i = 0; i < _newest.Count; i++)
            {
                if (_newest[i].Price != told.Price || _newest[i].Quantity != told.Quantity || _newest[i].Side != told.Side)
                    continue;
                _newest.RemoveAt(i);
                return true;
            }

            return false;
        }
    }
}
