using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;

namespace Rialto.Host.Arbitrage;

/// <summary>One opportunity with the name of what it is about.</summary>
internal readonly record struct ArbEntry(ArbKey Key, Episode Episode);

/// <summary>What was found of one market or set, over all plans it was in.</summary>
internal sealed class ArbSummary(ArbKey key, int latencies)
{
    /// <summary>What it is.</summary>
    public ArbKey Key { get; private set; } = key;

    /// <summary>Opportunities, each once.</summary>
    public long Count { get; set; }

    /// <summary>Sum of what each would have brought when it was first seen.</summary>
    public Int128 Net { get; set; }

    /// <summary>The most that one would have brought at its best moment.</summary>
    public Int128 Best { get; set; }

    /// <summary>Of opportunities that ended by themselves, how long each was there.</summary>
    public List<long> LifetimesNs { get; } = [];

    /// <summary>Of those that were cut off, how many.</summary>
    public long Cut { get; set; }

    /// <summary>What those that survived each latency would have brought after it.</summary>
    public Int128[] NetAfter { get; } = new Int128[latencies];

    /// <summary>Plans may name amounts finer than those before: all are kept at the finest scale.</summary>
    /// <returns>What amounts of this key are multiplied by.</returns>
    public Int128 FactorOf(ArbKey key)
    {
        if (key.AmountScale > Key.AmountScale)
        {
            var finer = AmountText.PowerOfTen(key.AmountScale - Key.AmountScale);
            (Net, Best, Key) = (checked(Net * finer), checked(Best * finer), key);
            foreach (ref var net in NetAfter.AsSpan())
                net = checked(net * finer);
        }

        return AmountText.PowerOfTen(Key.AmountScale - key.AmountScale);
    }
}

/// <summary>All opportunities that a run finds. Single-threaded.</summary>
internal sealed class ArbLedger(IReadOnlyList<long> latenciesNs)
{
    /// <summary>Opportunities kept one by one; beyond they are only counted.</summary>
    public const int EntriesMax = 100_000;

    private readonly Dictionary<(string, string), ArbSummary> _summaries = [];
    private readonly LatencyTally[] _tallies = [.. latenciesNs.Select(static latency => new LatencyTally(latency, 0, 0, 0))];

    /// <summary>Told of each opportunity that is over.</summary>
    public Action<ArbEntry>? Closed { get; set; }

    /// <summary>Told of each opportunity that begins.</summary>
    public Action<ArbEntry>? Opened { get; set; }

    /// <summary>Opportunities that are over, the earliest end first.</summary>
    public List<ArbEntry> Entries { get; } = [];

    /// <summary>By market and set, in the order in which each first had one.</summary>
    public IReadOnlyCollection<ArbSummary> Summaries => _summaries.Values;

    /// <summary>What each latency leaves, over all.</summary>
    public IReadOnlyList<LatencyTally> Tallies => _tallies;

    /// <summary>Changes of best prices seen.</summary>
    public long Updates { get; set; }

    /// <summary>Looks at one market or set, and those of them that the prefilter let through.</summary>
    public (long Looks, long Candidates) Work { get; private set; }

    /// <summary>When the first and the last thing happened.</summary>
    public (Timestamp First, Timestamp Last) Span { get; private set; }

    /// <summary>Opportunities in all.</summary>
    public long Count { get; private set; }

    public void OnTime(Timestamp now) => Span = (Span.First.IsNone ? now : Span.First, now);

    public void OnOpened(ArbKey key, in Episode episode)
    {
        Count++;
        var summary = SummaryOf(key);
        summary.Count++;
        var factor = summary.FactorOf(key);
        summary.Net += checked(episode.First.Net * factor);
        Opened?.Invoke(new ArbEntry(key, episode));
    }

    public void OnClosed(ArbKey key, in Episode episode)
    {
        var summary = SummaryOf(key);
        var factor = summary.FactorOf(key);
        summary.Best = Int128.Max(summary.Best, checked(episode.Best.Net * factor));
        if (episode.End == EpisodeEnd.Cut)
            summary.Cut++;
        else
            summary.LifetimesNs.Add(episode.LifetimeNs);
        var entry = new ArbEntry(key, episode);
        if (Entries.Count < EntriesMax)
            Entries.Add(entry);
        Closed?.Invoke(entry);
    }

    /// <summary>Takes the sums of a scan that has finished.</summary>
    public void Take(IReadOnlyList<ArbKey> keys, EpisodeTracker<LedgerSink> tracker, long looks, long candidates)
    {
        Work = (Work.Looks + looks, Work.Candidates + candidates);
        for (var i = 0; i < _tallies.Length; i++)
        {
            var more = tracker.Tallies[i];
            _tallies[i] = _tallies[i] with { Survived = _tallies[i].Survived + more.Survived, Missed = _tallies[i].Missed + more.Missed, Unknown = _tallies[i].Unknown + more.Unknown };
            for (var key = 0; key < keys.Count; key++)
            {
                if (tracker.NetAfter(key, i) is var net && net != 0)
                {
                    var summary = SummaryOf(keys[key]);
                    summary.NetAfter[i] += checked(net * summary.FactorOf(keys[key]));
                }
            }
        }
    }

    private ArbSummary SummaryOf(ArbKey key)
    {
        if (!_summaries.TryGetValue((key.Kind, key.Name), out var summary))
            _summaries.Add((key.Kind, key.Name), summary = new ArbSummary(key, _tallies.Length));
        return summary;
    }
}
