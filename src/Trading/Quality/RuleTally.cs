using Rialto.Model.Feeds;

namespace Rialto.Trading.Quality;

/// <summary>One breach of a rule: the whole event, and what was measured against which limit (docs/reference/quality.md says what, rule by rule).</summary>
/// <param name="Event">The event; of a best price, the newest event of its listing.</param>
/// <param name="Rule">The rule.</param>
/// <param name="IsRejected">Whether the rule rejects at this listing.</param>
/// <param name="Measured">What was found.</param>
/// <param name="Limit">What is allowed.</param>
public readonly record struct QualitySample(FeedEvent Event, QualityRule Rule, bool IsRejected, long Measured, long Limit);

/// <summary>How often one rule was broken over all listings, and the newest breaches. Single-threaded.</summary>
public sealed class RuleTally
{
    /// <summary>Breaches kept.</summary>
    public const int SamplesMax = 64;

    private readonly QualitySample[] _samples = new QualitySample[SamplesMax];

    internal RuleTally(QualityRule rule) => Rule = rule;

    /// <summary>Which rule.</summary>
    public QualityRule Rule { get; }

    /// <summary>How often.</summary>
    public long Count { get; private set; }

    /// <summary>Of these, rejected.</summary>
    public long Rejected { get; private set; }

    /// <summary>Copies the newest breaches, the newest first.</summary>
    /// <returns>How many were copied.</returns>
    public int CopySamples(Span<QualitySample> into)
    {
        var count = (int)Math.Min(Math.Min(Count, SamplesMax), into.Length);
        for (var i = 0; i < count; i++)
            into[i] = _samples[(int)((Count - 1 - i) % SamplesMax)];
        return count;
    }

    internal void Add(in FeedEvent told, bool isRejected, long measured, long limit)
    {
        _samples[(int)(Count % SamplesMax)] = new QualitySample(told, Rule, isRejected, measured, limit);
        Count++;
        if (isRejected)
            Rejected++;
    }
}
